export interface Ranked {
  readonly confidence: number;
  readonly bad: boolean;
}

/**
 * Area under the ROC curve of confidence as a sign of bad mattes: how likely a bad one is less
 * sure than a good one, ties counting half. 1 ranks perfectly, 0.5 is chance.
 * @returns null when all are good or all are bad
 */
export function rankingAuc(mattes: readonly Ranked[]): number | null {
  const good = mattes.filter(({ bad }) => !bad);
  const bad = mattes.filter((matte) => matte.bad);
  if (good.length === 0 || bad.length === 0) return null;
  let wins = 0;
  for (const { confidence } of bad) {
    for (const other of good) {
      if (confidence < other.confidence) wins += 1;
      else if (confidence === other.confidence) wins += 0.5;
    }
  }
  return wins / (good.length * bad.length);
}
