/** A column of a table: its title, and how many digits follow the point of its numbers. */
export interface Column {
  readonly title: string;
  readonly digits: number;
}

/** Words first, then one number for each column; undefined shows as `-`. */
export interface Row {
  readonly words: readonly string[];
  readonly numbers: readonly (number | undefined)[];
}

/** A table in plain text: words to the left, numbers to the right. */
export function table(
  titles: readonly string[],
  columns: readonly Column[],
  rows: readonly Row[],
): string {
  const cells = [
    [...titles, ...columns.map(({ title }) => title)],
    ...rows.map(({ words, numbers }) => [
      ...words,
      ...columns.map(({ digits }, i) => numbers[i]?.toFixed(digits) ?? '-'),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) =>
        i < titles.length ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}
