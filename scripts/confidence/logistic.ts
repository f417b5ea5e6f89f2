export interface Observation {
  readonly regressors: readonly number[];
  /** What is to be predicted. */
  readonly outcome: boolean;
  readonly weight: number;
}

/** A little ridge, so that groups that can be told apart without error do not end at infinity. */
const RIDGE = 1e-3;
const STEPS = 100;

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** Solves a x = b for a small positive definite matrix, by elimination. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): readonly number[] {
  const rows = a.map((row, i) => [...row, b[i] ?? 0]);
  rows.forEach((pivot, i) => {
    const head = pivot[i] ?? 0;
    rows.forEach((row, j) => {
      if (j === i) return;
      const factor = (row[i] ?? 0) / head;
      pivot.forEach((value, k) => (row[k] = (row[k] ?? 0) - factor * value));
    });
  });
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
}

/**
 * Weighted logistic regression by Newton's method (iteratively reweighted least squares).
 * @returns the intercept, then one coefficient for each regressor
 */
export function fitLogistic(observations: readonly Observation[]): readonly number[] {
  const rows = observations.map(({ regressors, outcome, weight }) => ({
    x: [1, ...regressors],
    y: outcome ? 1 : 0,
    weight,
  }));
  const size = rows[0]?.x.length ?? 0;
  let found: readonly number[] = Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const slope = found.map((value, i) => (i === 0 ? 0 : -RIDGE * value));
    const curvature = found.map((_, i) =>
      found.map((__, j): number => (i === j && i > 0 ? RIDGE : 0)),
    );
    for (const { x, y, weight } of rows) {
      const p = 1 / (1 + Math.exp(-dot(found, x)));
      x.forEach((value, i) => {
        slope[i] = (slope[i] ?? 0) + weight * (y - p) * value;
        const row = curvature[i];
        x.forEach((other, j) => {
          if (row) row[j] = (row[j] ?? 0) + weight * p * (1 - p) * value * other;
        });
      });
    }
    const change = solve(curvature, slope);
    // Far from the answer, a whole step of Newton can lead further away.
    const scale = Math.min(1, 0.5 / Math.max(...change.map(Math.abs), 1e-12));
    found = found.map((value, i) => value + scale * (change[i] ?? 0));
    if (Math.max(...change.map(Math.abs)) < 1e-10) return found;
  }
  throw new Error('the regression does not settle; are all mattes good, or all bad?');
}
