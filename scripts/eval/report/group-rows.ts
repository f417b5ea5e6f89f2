import type { Row } from './table.ts';

/** What the records are sorted into; a grouping without a name for its groups says ''. */
export type Grouping<T> = readonly [title: string, groupOf: (record: T) => string];

export interface VariantRecords<T> {
  readonly name: string;
  readonly records: readonly T[];
}

/** One row for each group of each grouping, by name, the variants below each other. */
export function groupRows<T>(
  groupings: readonly Grouping<T>[],
  variants: readonly VariantRecords<T>[],
  numbersOf: (records: readonly T[]) => Row['numbers'],
): readonly Row[] {
  return groupings.flatMap(([title, groupOf]) => {
    const groups = new Set(variants.flatMap(({ records }) => records.map(groupOf)));
    return [...groups].sort().flatMap((group) =>
      variants.map(({ name, records }) => ({
        words: [`${title} ${group}`.trim(), name],
        numbers: numbersOf(records.filter((record) => groupOf(record) === group)),
      })),
    );
  });
}
