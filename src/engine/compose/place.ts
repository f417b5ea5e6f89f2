import type { Sharp } from 'sharp';
import { sharp } from '../codec/image-library.ts';
import { wipeHidden } from './blend.ts';
import type { Framing, Size } from './geometry.ts';
import { samples16, samplesLike, type Samples } from './samples.ts';

/** Interleaved R G B A pixels, not premultiplied; `width * height * 4` samples. */
export interface PixelsOf<S extends Samples> extends Size {
  readonly rgba: S;
}

/** Pixels of 8 bits, which is what most of the work is done with. */
export type Pixels = PixelsOf<Buffer>;

/** What a pipeline over raw pixels gives, in samples of the same kind. */
async function rawSamples<S extends Samples>(image: Sharp, like: S): Promise<S> {
  if (!(like instanceof Uint16Array)) return (await image.raw().toBuffer()) as S;
  const bytes = await image.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
  return samples16(bytes) as S;
}

/** Copies all of `from` into `to`, its corner at (left, top). */
export function copyRows<S extends Samples>(
  from: PixelsOf<S>,
  to: PixelsOf<S>,
  left: number,
  top: number,
): void {
  const row = from.width * 4;
  for (let y = 0; y < from.height; y++) {
    to.rgba.set(from.rgba.subarray(y * row, (y + 1) * row), ((top + y) * to.width + left) * 4);
  }
}

/**
 * Shows the framing's region of `source` at the framing's size. Parts of the region beyond the
 * source are fully transparent. Without scaling, pixels are copied, not resampled.
 */
export async function place<S extends Samples>(
  source: PixelsOf<S>,
  { region, size }: Framing,
): Promise<PixelsOf<S>> {
  const scaleX = size.width / region.width;
  const scaleY = size.height / region.height;
  const left = Math.max(0, region.x);
  const top = Math.max(0, region.y);
  const width = Math.min(source.width, region.x + region.width) - left;
  const height = Math.min(source.height, region.y + region.height) - top;
  const scaled = scaleX !== 1 || scaleY !== 1;
  if (!scaled && width === source.width && height === source.height) {
    if (region.width === width && region.height === height) return source;
  }

  const canvas: PixelsOf<S> = {
    ...size,
    rgba: samplesLike(source.rgba, size.width * size.height * 4),
  };
  if (width <= 0 || height <= 0) return canvas;

  const toX = Math.min(size.width - 1, Math.round((left - region.x) * scaleX));
  const toY = Math.min(size.height - 1, Math.round((top - region.y) * scaleY));
  const part: Size = {
    width: Math.max(1, Math.min(size.width - toX, Math.round(width * scaleX))),
    height: Math.max(1, Math.min(size.height - toY, Math.round(height * scaleY))),
  };
  const cut = sharp(source.rgba, {
    raw: { width: source.width, height: source.height, channels: 4 },
    limitInputPixels: false, // they are decoded pixels of ours, whose number was checked before
  }).extract({ left, top, width, height });
  if (scaled) cut.resize(part.width, part.height, { fit: 'fill' });
  const rgba = await rawSamples(cut, source.rgba);
  // Resampling leaves colours where alpha is rounded down to nothing.
  if (scaled) wipeHidden(rgba);
  copyRows({ ...part, rgba }, canvas, toX, toY);
  return canvas;
}
