/** Metadata blocks that travel from the source to the cutout. */
export interface Metadata {
  readonly icc?: Buffer | undefined;
  /** Starting with the TIFF header, without `Exif\0\0`. */
  readonly exif?: Buffer | undefined;
  readonly xmp?: Buffer | undefined;
}
