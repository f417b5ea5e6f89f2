export const maskTypes = ['alpha-reference-model', 'binary', 'binary-labels'] as const;
/** `unstated`: a plain folder's mask, whose grey is read as alpha. */
export type MaskType = (typeof maskTypes)[number] | 'unstated';

/** A picture and the matte it should have; files are absolute paths. */
export interface Pair {
  readonly id: string;
  /** What is in it, e.g. `animal`. */
  readonly kind: string;
  readonly maskType: MaskType;
  readonly image: string;
  readonly mask: string;
  /** The mask may be smaller than the picture; else their sizes must be the same. */
  readonly maskScaled: boolean;
}

/** A picture that is put into composites: a cutout, or a background. */
export interface Layer {
  readonly id: string;
  readonly image: string;
}

export interface DataSet {
  readonly pairs: readonly Pair[];
  /** R G B A with exact alpha and foreground colours. */
  readonly cutouts: readonly Layer[];
  readonly backgrounds: readonly Layer[];
}
