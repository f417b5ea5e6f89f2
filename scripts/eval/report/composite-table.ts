import { groupRows, type Grouping } from './group-rows.ts';
import type { CompositeRecord, VariantReport } from './records.ts';
import { doneOf, meanOf } from './summary.ts';
import { table, type Column, type Row } from './table.ts';

const columns: readonly Column[] = [
  { title: 'n', digits: 0 },
  { title: 'failed', digits: 0 },
  { title: 'MAE', digits: 4 },
  { title: 'SAD', digits: 2 },
  { title: 'Grad', digits: 2 },
  { title: 'Conn', digits: 2 },
  { title: 'IoU', digits: 4 },
  { title: 'FgErr', digits: 2 },
  { title: 'plain', digits: 2 },
  { title: 'ratio', digits: 3 },
  { title: 'FgErr*a', digits: 2 },
  { title: 'plain*a', digits: 2 },
  { title: 'ratio*a', digits: 3 },
];

const ratioOf = (value: number | undefined, base: number | undefined): number | undefined =>
  value === undefined || base === undefined || base === 0 ? undefined : value / base;

/** The means over the scored composites of a group; a ratio is that of the two means. */
function numbersOf(records: readonly CompositeRecord[]): Row['numbers'] {
  const done = doneOf(records);
  const scores = done.map((record) => record.scores);
  const colours = done.map((record) => record.colours);
  const found = meanOf(colours.map((error) => error?.found.mean));
  const plain = meanOf(colours.map((error) => error?.plain.mean));
  const foundWeighted = meanOf(colours.map((error) => error?.found.weighted));
  const plainWeighted = meanOf(colours.map((error) => error?.plain.weighted));
  return [
    done.length,
    records.length - done.length,
    meanOf(scores.map(({ mae }) => mae)),
    meanOf(scores.map(({ sad }) => sad)),
    meanOf(scores.map(({ gradient }) => gradient)),
    meanOf(scores.map(({ connectivity }) => connectivity)),
    meanOf(scores.map(({ iou }) => iou)),
    found,
    plain,
    ratioOf(found, plain),
    foundWeighted,
    plainWeighted,
    ratioOf(foundWeighted, plainWeighted),
  ];
}

/** Means over the composites: all, by background and by cutout. */
export function compositeTable(reports: readonly VariantReport[]): string {
  const groupings: readonly Grouping<CompositeRecord>[] = [
    ['all', () => ''],
    ['on', ({ background }) => background],
    ['of', ({ cutout }) => cutout],
  ];
  const variants = reports.map(({ name, composites }) => ({ name, records: composites }));
  return table(['composites', 'variant'], columns, groupRows(groupings, variants, numbersOf));
}
