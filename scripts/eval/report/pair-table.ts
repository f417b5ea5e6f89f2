import { groupRows, type Grouping } from './group-rows.ts';
import type { PairRecord, VariantReport } from './records.ts';
import { doneOf, meanOf, workOf } from './summary.ts';
import { table, type Column, type Row } from './table.ts';

const columns: readonly Column[] = [
  { title: 'n', digits: 0 },
  { title: 'failed', digits: 0 },
  { title: 'MAE', digits: 4 },
  { title: 'MSE', digits: 4 },
  { title: 'SAD', digits: 2 },
  { title: 'Grad', digits: 2 },
  { title: 'Conn', digits: 2 },
  { title: 'IoU', digits: 4 },
  { title: 'BndF', digits: 4 },
  { title: 'conf', digits: 3 },
  { title: 'ms', digits: 0 },
];

/** The means over the scored pictures of a group; those that failed are only counted. */
function numbersOf(records: readonly PairRecord[]): Row['numbers'] {
  const done = doneOf(records);
  const scores = done.map((record) => record.scores);
  return [
    done.length,
    records.length - done.length,
    meanOf(scores.map(({ mae }) => mae)),
    meanOf(scores.map(({ mse }) => mse)),
    meanOf(scores.map(({ sad }) => sad)),
    meanOf(scores.map(({ gradient }) => gradient)),
    meanOf(scores.map(({ connectivity }) => connectivity)),
    meanOf(scores.map(({ iou }) => iou)),
    meanOf(scores.map(({ boundaryF }) => boundaryF)),
    meanOf(done.map(({ confidence }) => confidence)),
    meanOf(done.map(({ times }) => workOf(times))),
  ];
}

/** Means over the pairs: all, by kind and by type of mask. */
export function pairTable(reports: readonly VariantReport[]): string {
  const groupings: readonly Grouping<PairRecord>[] = [
    ['all', () => ''],
    ['kind', ({ kind }) => kind],
    ['mask', ({ maskType }) => maskType],
  ];
  const variants = reports.map(({ name, pairs }) => ({ name, records: pairs }));
  return table(['pairs', 'variant'], columns, groupRows(groupings, variants, numbersOf));
}
