import sharp from 'sharp';

/** A picture's own pixels, R G B A, 8 bits each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/**
 * Reads a picture without changing any value: without its colour profile and without turning it,
 * as masks and composites are compared by number.
 */
export async function readPixels(file: string): Promise<Pixels> {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}
