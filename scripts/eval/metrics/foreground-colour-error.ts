/** Soft pixels are those whose exact alpha (0-1) is between these. */
const SOFT = { above: 0.02, below: 0.98 } as const;

export interface ForegroundColours {
  /** Pictures of one size, R G B A, 8 bits each. */
  readonly found: Uint8Array;
  /** The exact foreground colour and alpha. */
  readonly exact: Uint8Array;
  /** The picture that was cut, whose colours are the foreground's mixed with the background's. */
  readonly mixed: Uint8Array;
}

/** Mean over pixels of |F - F exact|, 0-255, mean of R, G and B. */
export interface ColourError {
  readonly mean: number;
  /** The same, each pixel weighted by its exact alpha. */
  readonly weighted: number;
}

export interface ForegroundColourError {
  readonly found: ColourError;
  /** The same pixels with the picture's own colours: what plain multiplication gives. */
  readonly plain: ColourError;
  /** How many pixels were compared. */
  readonly pixels: number;
}

function distance(a: Uint8Array, b: Uint8Array, at: number): number {
  let sum = 0;
  for (let c = at; c < at + 3; c++) sum += Math.abs((a[c] as number) - (b[c] as number));
  return sum / 3;
}

/**
 * How far the colours of soft pixels are from the exact foreground, and how far the picture's own
 * colours are. Where the found alpha is 0 there is no colour any more, so it is not counted.
 * @returns undefined when no pixel can be compared
 */
export function foregroundColourError(
  colours: ForegroundColours,
): ForegroundColourError | undefined {
  const { found, exact, mixed } = colours;
  const sums = { found: 0, foundWeighted: 0, plain: 0, plainWeighted: 0, weight: 0 };
  let pixels = 0;
  for (let at = 0; at < exact.length; at += 4) {
    const alpha = (exact[at + 3] as number) / 255;
    if (alpha <= SOFT.above || alpha >= SOFT.below || found[at + 3] === 0) continue;
    const ours = distance(found, exact, at);
    const plain = distance(mixed, exact, at);
    sums.found += ours;
    sums.foundWeighted += alpha * ours;
    sums.plain += plain;
    sums.plainWeighted += alpha * plain;
    sums.weight += alpha;
    pixels++;
  }
  if (pixels === 0) return undefined;
  return {
    found: { mean: sums.found / pixels, weighted: sums.foundWeighted / sums.weight },
    plain: { mean: sums.plain / pixels, weighted: sums.plainWeighted / sums.weight },
    pixels,
  };
}
