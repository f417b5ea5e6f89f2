import { sharp } from '../codec/image-library.ts';
import { wipeHidden } from './blend.ts';
import type { Framing, Size } from './geometry.ts';

/** Interleaved R G B A pixels, 8 bits, not premultiplied; `width * height * 4` bytes. */
export interface Pixels extends Size {
  readonly rgba: Buffer;
}

/** Copies all of `from` into `to`, its corner at (left, top). */
export function copyRows(from: Pixels, to: Pixels, left: number, top: number): void {
  const bytes = from.width * 4;
  for (let y = 0; y < from.height; y++) {
    from.rgba.copy(to.rgba, ((top + y) * to.width + left) * 4, y * bytes, (y + 1) * bytes);
  }
}

/**
 * Shows the framing's region of `source` at the framing's size. Parts of the region beyond the
 * source are fully transparent. Without scaling, pixels are copied, not resampled.
 */
export async function place(source: Pixels, { region, size }: Framing): Promise<Pixels> {
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

  const canvas: Pixels = { ...size, rgba: Buffer.alloc(size.width * size.height * 4) };
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
  const rgba = await cut.raw().toBuffer();
  // Resampling leaves colours where alpha is rounded down to nothing.
  if (scaled) wipeHidden(rgba);
  copyRows({ ...part, rgba }, canvas, toX, toY);
  return canvas;
}
