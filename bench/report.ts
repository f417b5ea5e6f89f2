import { median, summarise } from './statistics.ts';
import type { Finding, Goal, Outcome, Row, Scenario, Unit } from './scenario.ts';

const decimals: Readonly<Record<Unit, number>> = { ms: 0, MB: 0, x: 2, kB: 1, files: 3, error: 4 };

const written = (value: number, unit: Unit): string =>
  unit === 'files' && Number.isInteger(value) ? String(value) : value.toFixed(decimals[unit]);

const withUnit = (text: string, unit: Unit) => (unit === 'error' ? text : `${text} ${unit}`);

/** Whether the median meets the goal. */
export function meets(samples: readonly number[], { type, limit }: Goal): boolean {
  const value = median(samples);
  return type === 'at most' ? value <= limit : value >= limit;
}

function cells({ name, unit, samples, goal }: Row): readonly string[] {
  const { median: middle, min, max, lowerQuartile, upperQuartile, count } = summarise(samples);
  const range = (from: number, to: number) =>
    count === 1 ? '' : `${written(from, unit)} - ${written(to, unit)}`;
  const verdict =
    goal === undefined
      ? ''
      : `${goal.type} ${withUnit(String(goal.limit), unit)}: ` +
        (meets(samples, goal) ? 'met' : 'NOT MET');
  return [
    name,
    withUnit(written(middle, unit), unit),
    range(lowerQuartile, upperQuartile),
    range(min, max),
    String(count),
    verdict,
  ];
}

const headings = ['', 'median', 'quartiles', 'min - max', 'n', 'goal'];
const toTheLeft = (column: number) => column === 0 || column === headings.length - 1;

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  return all.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return toTheLeft(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

const findingText = ({ title, rows, notes }: Finding): readonly string[] => [
  '',
  title,
  ...table(rows.map(cells)).map((line) => `  ${line}`),
  ...notes.map((note) => `  ${note}`),
];

/** What a scenario found out, for people. */
export function scenarioText({ name, description, goal }: Scenario, outcome: Outcome): string {
  const body =
    outcome.status === 'measured'
      ? outcome.findings.flatMap(findingText)
      : ['', `skipped: ${outcome.reason}`];
  return ['', `== ${name}: ${description}`, `   goal: ${goal}`, ...body, ''].join('\n');
}

/** What a scenario found out, for programs: all samples, what they come to, and the verdict. */
export function scenarioJson({ name, description, goal }: Scenario, outcome: Outcome): unknown {
  if (outcome.status === 'skipped') return { name, description, goal, skipped: outcome.reason };
  const findings = outcome.findings.map(({ title, rows, notes }) => ({
    title,
    notes,
    rows: rows.map((row) => ({
      ...row,
      ...summarise(row.samples),
      ...(row.goal === undefined ? {} : { met: meets(row.samples, row.goal) }),
    })),
  }));
  return { name, description, goal, findings };
}
