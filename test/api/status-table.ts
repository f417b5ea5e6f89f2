import type { TestCase, TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/** `402: no credits left`, within a `describe` that is named after its dialect. */
const NAMED = /^(\d{3}): (.*)$/;

interface Shown {
  readonly dialect: string;
  readonly status: string;
  readonly cause: string;
  readonly passed: boolean;
}

function shownBy(test: TestCase): Shown | undefined {
  const [, status, cause] = NAMED.exec(test.name) ?? [];
  if (status === undefined || cause === undefined || test.parent.type !== 'suite') return undefined;
  const state = test.result().state;
  if (state === 'skipped') return undefined;
  return { dialect: test.parent.name, status, cause, passed: state === 'passed' };
}

const count = (all: readonly Shown[], dialect: string, status: string): string => {
  const those = all.filter((each) => each.dialect === dialect && each.status === status);
  const failed = those.filter(({ passed }) => !passed).length;
  if (those.length === 0) return '';
  return failed === 0 ? `${those.length}` : `${failed} of ${those.length} FAILED`;
};

/** Prints which statuses were reached in which dialect, and by how many causes. */
export default class StatusTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const all = modules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) => shownBy(test) ?? []),
    );
    const dialects = [...new Set(all.map(({ dialect }) => dialect))].sort();
    const statuses = [...new Set(all.map(({ status }) => status))].sort();
    const rows = [
      ['', ...statuses],
      ...dialects.map((dialect) => [dialect, ...statuses.map((each) => count(all, dialect, each))]),
    ];
    const widths = rows[0]?.map((_, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    const lines = rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    console.log(`\nCauses by which each dialect reached each status:\n\n${lines.join('\n')}\n`);
  }
}
