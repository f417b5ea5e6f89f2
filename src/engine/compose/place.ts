import type { Sharp } from 'sharp';
import type { Size } from '../../shared/cutout.ts';
import type { Framing } from '../../shared/framing.ts';
import { placementOf } from '../../shared/placement.ts';
import { sharp } from '../codec/image-library.ts';
import { wipeHidden } from './blend.ts';
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
  framing: Framing,
): Promise<PixelsOf<S>> {
  const { region, size } = framing;
  const placement = placementOf(source, framing);
  const canvas = (): PixelsOf<S> => ({
    ...size,
    rgba: samplesLike(source.rgba, size.width * size.height * 4),
  });
  if (placement === undefined) return canvas();

  const { part, at } = placement;
  const scaled = size.width !== region.width || size.height !== region.height;
  if (!scaled && part.width === source.width && part.height === source.height) {
    if (region.width === part.width && region.height === part.height) return source;
  }
  const { x: left, y: top, width, height } = part;
  const cut = sharp(source.rgba, {
    raw: { width: source.width, height: source.height, channels: 4 },
    limitInputPixels: false, // they are decoded pixels of ours, whose number was checked before
  }).extract({ left, top, width, height });
  if (scaled) cut.resize(at.width, at.height, { fit: 'fill' });
  const rgba = await rawSamples(cut, source.rgba);
  // Resampling leaves colours where alpha is rounded down to nothing.
  if (scaled) wipeHidden(rgba);
  const placed = canvas();
  copyRows({ width: at.width, height: at.height, rgba }, placed, at.x, at.y);
  return placed;
}
