/** A fixed language, so that a batch has the same order on every computer. */
const collator = new Intl.Collator('en', { numeric: true });

function compareText(a: string, b: string): number {
  const natural = collator.compare(a, b);
  if (natural !== 0) return natural;
  // The collator takes some different strings (`1` and `01`) for equal.
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Orders paths as people do: `img2` before `img10`, folder by folder. */
export function comparePaths(a: string, b: string): number {
  const others = b.split(/[/\\]/);
  const segments = a.split(/[/\\]/);
  for (const [index, segment] of segments.entries()) {
    const other = others[index];
    if (other === undefined) return 1;
    const order = compareText(segment, other);
    if (order !== 0) return order;
  }
  return segments.length - others.length;
}
