import { sharp } from '../codec/image-library.ts';
import type { Size } from '../compose/geometry.ts';
import { sampler } from './sampler.ts';

/** Bilinear enlargement, on equal terms at both ends: no pixel of the matte is shifted. */
function enlarge(matte: Buffer, from: Size, to: Size): Buffer {
  const { x: across, y: down } = sampler(to, from);
  const full = Buffer.allocUnsafe(to.width * to.height);
  for (let y = 0, at = 0; y < to.height; y++) {
    const upper = (down.low[y] as number) * from.width;
    const lower = (down.high[y] as number) * from.width;
    const v = down.share[y] as number;
    for (let x = 0; x < to.width; x++, at++) {
      const [left, right] = [across.low[x] as number, across.high[x] as number];
      const [a, b] = [matte[upper + left] as number, matte[upper + right] as number];
      const [c, d] = [matte[lower + left] as number, matte[lower + right] as number];
      // Most of a matte is all inside or all outside.
      if (a === b && a === c && a === d) {
        full[at] = a;
        continue;
      }
      const u = across.share[x] as number;
      const top = a + (b - a) * u;
      full[at] = Math.round(top + (c + (d - c) * u - top) * v);
    }
  }
  return full;
}

/**
 * Brings a matte from the model's size to the picture's: where a side gets shorter, by averaging;
 * where it gets longer, by bilinear interpolation of our own, because libvips shifts what it
 * enlarges by half a pixel.
 * @returns `to.width * to.height` bytes
 */
export async function toFullSize(matte: Buffer, from: Size, to: Size): Promise<Buffer> {
  const least: Size = {
    width: Math.min(from.width, to.width),
    height: Math.min(from.height, to.height),
  };
  const shrinks = least.width < from.width || least.height < from.height;
  const small = shrinks
    ? await sharp(matte, { raw: { ...pick(from), channels: 1 } })
        .resize(least.width, least.height, { fit: 'fill' })
        .toColourspace('b-w')
        .raw()
        .toBuffer()
    : matte;
  const grows = least.width < to.width || least.height < to.height;
  return grows ? enlarge(small, least, to) : small;
}

/** Only the size of something larger, for libraries that are strict about what they are given. */
const pick = ({ width, height }: Size): Size => ({ width, height });
