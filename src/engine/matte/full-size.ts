import type { Size } from '../../shared/cutout.ts';
import { sharp } from '../codec/image-library.ts';
import { samples16, samplesLike, type Samples } from '../compose/samples.ts';
import { sampler } from './sampler.ts';

/**
 * Bilinear enlargement, on equal terms at both ends: no pixel of the matte is shifted. Most of a
 * matte is all inside or all outside, so stretches of one value are filled, not computed.
 */
function enlarge<S extends Samples>(matte: S, from: Size, to: Size): S {
  const { x: across, y: down } = sampler(to, from);
  // The first full-size column that lies between a small one and its neighbour to the right.
  const first = new Int32Array(from.width + 1).fill(to.width);
  for (let x = to.width - 1; x >= 0; x--) first[across.low[x] as number] = x;
  for (let c = from.width - 1; c >= 0; c--) {
    first[c] = Math.min(first[c] as number, first[c + 1] as number);
  }

  const full = samplesLike(matte, to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const start = y * to.width;
    const upper = (down.low[y] as number) * from.width;
    const lower = (down.high[y] as number) * from.width;
    const v = down.share[y] as number;
    const interpolate = (left: number) => {
      const right = Math.min(from.width - 1, left + 1);
      const [a, b] = [matte[upper + left] as number, matte[upper + right] as number];
      const [c, d] = [matte[lower + left] as number, matte[lower + right] as number];
      for (let x = first[left] as number; x < (first[left + 1] as number); x++) {
        const u = across.share[x] as number;
        const top = a + (b - a) * u;
        full[start + x] = Math.round(top + (c + (d - c) * u - top) * v);
      }
    };
    let column = 0;
    while (column < from.width) {
      const value = matte[upper + column] as number;
      let end = column;
      while (end < from.width && matte[upper + end] === value && matte[lower + end] === value)
        end++;
      // Between the stretch's last column and the next one, values change.
      const last = end === from.width ? end : end - 1;
      if (last > column) {
        full.fill(value, start + (first[column] as number), start + (first[last] as number));
        column = last;
      } else {
        interpolate(column);
        column++;
      }
    }
  }
  return full;
}

async function shrink<S extends Samples>(matte: S, from: Size, to: Size): Promise<S> {
  const image = sharp(matte, { raw: { ...pick(from), channels: 1 } }).resize(to.width, to.height, {
    fit: 'fill',
  });
  if (!(matte instanceof Uint16Array)) {
    return (await image.toColourspace('b-w').raw().toBuffer()) as S;
  }
  const bytes = await image.toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
  return samples16(bytes) as S;
}

/**
 * Brings a matte from the model's size to the picture's: where a side gets shorter, by averaging;
 * where it gets longer, by bilinear interpolation of our own, because libvips shifts what it
 * enlarges by half a pixel.
 * @returns `to.width * to.height` samples of the same kind
 */
export async function toFullSize<S extends Samples>(matte: S, from: Size, to: Size): Promise<S> {
  const least: Size = {
    width: Math.min(from.width, to.width),
    height: Math.min(from.height, to.height),
  };
  const shrinks = least.width < from.width || least.height < from.height;
  const small = shrinks ? await shrink(matte, from, least) : matte;
  const grows = least.width < to.width || least.height < to.height;
  return grows ? enlarge(small, least, to) : small;
}

/** Only the size of something larger, for libraries that are strict about what they are given. */
const pick = ({ width, height }: Size): Size => ({ width, height });
