/** Two mattes of one size, as every metric compares them. Alpha is 0-255, row by row. */
export interface MattePair {
  readonly width: number;
  readonly height: number;
  /** The matte that is scored. */
  readonly found: Uint8Array;
  /** The matte that it is held against. */
  readonly reference: Uint8Array;
  /** Not 0 where the reference says nothing: such pixels are in no score. */
  readonly ignore?: Uint8Array | undefined;
}

/**
 * The reference with the found alpha where it says nothing. Metrics that look at a pixel's
 * neighbours use it, so that what is left out cannot bleed into what is counted.
 */
export function bridgedReference({ found, reference, ignore }: MattePair): Uint8Array {
  if (ignore === undefined) return reference;
  return reference.map((value, i) => (ignore[i] === 0 ? value : (found[i] as number)));
}
