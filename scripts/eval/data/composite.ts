import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

/** Below this share of half transparent pixels, or this many levels, there is no soft edge. */
const LEAST = { softShare: 0.001, levels: 16 } as const;

/**
 * Why a cutout cannot be used as an exact reference, or undefined when it can: it needs an alpha
 * channel with a background, and soft edges rather than the steps of a trimap.
 */
export function whyUnusable({ rgba, width, height }: Pixels): string | undefined {
  const histogram = new Float64Array(256);
  for (let i = 3; i < rgba.length; i += 4) {
    const alpha = rgba[i] as number;
    histogram[alpha] = (histogram[alpha] as number) + 1;
  }
  if (histogram[0] === 0) return 'nothing in it is transparent';
  const soft = histogram.subarray(1, 255);
  const levels = soft.filter((count) => count > 0).length;
  const share = soft.reduce((sum, count) => sum + count, 0) / (width * height);
  if (levels < LEAST.levels || share < LEAST.softShare) return 'its alpha is not soft';
  return undefined;
}

/**
 * A cutout over a background of its size: C = alpha F + (1 - alpha) B in the encoded colours, as
 * photo editors mix them, rounded to bytes.
 * @param background R G B A, whose alpha is not looked at
 * @returns R G B A, opaque
 */
export function mix(cutout: Uint8Array, background: Uint8Array): Uint8Array {
  const result = new Uint8Array(cutout.length);
  for (let at = 0; at < cutout.length; at += 4) {
    const alpha = (cutout[at + 3] as number) / 255;
    for (let c = at; c < at + 3; c++) {
      result[c] = Math.round(
        alpha * (cutout[c] as number) + (1 - alpha) * (background[c] as number),
      );
    }
    result[at + 3] = 255;
  }
  return result;
}

/** A background that covers exactly this size, cut to its middle. */
async function cover(file: string, width: number, height: number): Promise<Uint8Array> {
  return sharp(file)
    .toColourspace('srgb')
    .resize(width, height, { fit: 'cover', position: 'centre', kernel: 'cubic' })
    .removeAlpha()
    .ensureAlpha()
    .raw()
    .toBuffer();
}

/** Writes a cutout over a background as a PNG of the cutout's size, without any colour profile. */
export async function writeComposite(
  cutout: Pixels,
  background: string,
  target: string,
): Promise<void> {
  const { width, height, rgba } = cutout;
  const mixed = mix(rgba, await cover(background, width, height));
  await sharp(mixed, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 1 })
    .toFile(target);
}
