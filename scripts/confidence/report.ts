import { DEFAULT_MIN_CONFIDENCE } from '../../src/shared/recipe.ts';
import { rankingAuc } from '../eval/metrics/ranking-auc.ts';
import { BAD_BELOW_IOU, meanOf } from '../eval/report/summary.ts';
import { table, type Row } from '../eval/report/table.ts';
import { aucInterval, type Judged } from './cross-validate.ts';
import { BAD_ABOVE_MAE, isUnspoilt } from './sample.ts';

/** Upper ends of the bins in which confidence is held against what came of it. */
const BINS = [0.2, 0.4, 0.6, 0.8, 1] as const;
const THRESHOLDS = [0.5, 0.6, 0.7, DEFAULT_MIN_CONFIDENCE, 0.8, 0.9] as const;

const sets: readonly (readonly [string, (judged: Judged) => boolean])[] = [
  ['pairs', ({ sample }) => isUnspoilt(sample) && sample.kind === 'pair'],
  ['composites', ({ sample }) => sample.kind === 'composite'],
  ['spoilt pairs', ({ sample }) => !isUnspoilt(sample)],
  ['all', () => true],
];

/** One row for each model and set of pictures; sets without a picture are left out. */
function rowsOf(judged: readonly Judged[], numbersOf: (part: readonly Judged[]) => Row['numbers']) {
  const models = [...new Set(judged.map(({ sample }) => sample.model))];
  return sets.flatMap(([set, isIn]) =>
    models.flatMap((model): readonly Row[] => {
      const part = judged.filter((one) => one.sample.model === model && isIn(one));
      return part.length === 0 ? [] : [{ words: [set, model], numbers: numbersOf(part) }];
    }),
  );
}

function aucTable(judged: readonly Judged[]): string {
  const auc = (part: readonly Judged[], bad: (one: Judged) => boolean) =>
    rankingAuc(part.map((one) => ({ ...one, bad: bad(one) }))) ?? undefined;
  const rows = rowsOf(judged, (part) => {
    const [low, high] = aucInterval(part) ?? [];
    return [
      part.length,
      part.filter(({ bad }) => bad).length,
      auc(part, ({ bad }) => bad),
      low,
      high,
      auc(part, ({ sample }) => sample.iou < BAD_BELOW_IOU),
      auc(part, ({ sample }) => sample.mae > BAD_ABOVE_MAE),
    ];
  });
  const columns = [
    { title: 'n', digits: 0 },
    { title: 'bad', digits: 0 },
    { title: 'AUC', digits: 3 },
    { title: '2.5 %', digits: 3 },
    { title: '97.5 %', digits: 3 },
    { title: `IoU < ${BAD_BELOW_IOU}`, digits: 3 },
    { title: `MAE > ${BAD_ABOVE_MAE}`, digits: 3 },
  ];
  return table(['ranking', 'model'], columns, rows);
}

function reliabilityTable(judged: readonly Judged[]): string {
  const unspoilt = judged.filter(({ sample }) => isUnspoilt(sample));
  const rows = [['unspoilt', unspoilt] as const, ['all', judged] as const].flatMap(([set, part]) =>
    BINS.map((end, i): Row => {
      const start = BINS[i - 1] ?? 0;
      const isLast = i === BINS.length - 1;
      const bin = part.filter(
        ({ confidence }) => confidence >= start && (isLast || confidence < end),
      );
      const good = bin.map(({ bad }) => (bad ? 0 : 1));
      const mean = meanOf(bin.map(({ confidence }) => confidence));
      return { words: [set, `${start} - ${end}`], numbers: [bin.length, mean, meanOf(good)] };
    }),
  );
  const columns = [
    { title: 'n', digits: 0 },
    { title: 'mean', digits: 3 },
    { title: 'good', digits: 3 },
  ];
  return table(['reliability', 'confidence'], columns, rows);
}

/** How many bad mattes a threshold catches, and how many good ones it flags with them. */
export function atThreshold(judged: readonly Judged[], threshold: number) {
  const below = judged.filter(({ confidence }) => confidence < threshold);
  const caught = below.filter(({ bad }) => bad).length;
  return { caught, flagged: below.length - caught };
}

function thresholdTable(judged: readonly Judged[]): string {
  const titles = THRESHOLDS.map((threshold) => `< ${threshold}`);
  const rows = rowsOf(judged, (part) => {
    const bad = part.filter((one) => one.bad).length;
    const found = THRESHOLDS.map((threshold) => atThreshold(part, threshold));
    return [bad, ...found.map(({ caught }) => caught), part.length - bad].concat(
      found.map(({ flagged }) => flagged),
    );
  });
  const columns = ['bad', ...titles, 'good', ...titles].map((title) => ({ title, digits: 0 }));
  return table(['below a threshold', 'model'], columns, rows);
}

/** Everything for a person to read; the default threshold is chosen from it by hand. */
export const confidenceReport = (judged: readonly Judged[]): string =>
  [
    aucTable(judged),
    reliabilityTable(judged),
    thresholdTable(judged),
    `The default threshold is ${DEFAULT_MIN_CONFIDENCE}.`,
  ].join('\n\n');
