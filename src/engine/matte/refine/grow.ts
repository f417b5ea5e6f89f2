import type { Size } from '../../../shared/cutout.ts';
import { discOf } from './disc.ts';
import { eachMixedTile } from './mixed-tiles.ts';

/**
 * The largest alpha within a disc around each pixel: grey-scale dilation. It moves the edge and
 * keeps its softness, and that of every hair. The disc's soft rim takes the result towards a larger
 * alpha in proportion, so fractions of a px count. What lies beyond the picture counts for nothing.
 *
 * Grows with the radius and with the matte, pixel by pixel, and is the same matte for radius 0.
 * @param matte `width * height` bytes; left as it is
 * @param radius px, at least 0; the cost grows with its square
 * @param flip 255 grows the complement instead, that is, shrinks
 */
export function growByDisc(matte: Buffer, size: Size, radius: number, flip: 0 | 255): Buffer {
  const { width, height } = size;
  const { dx, dy, weights, full, reach } = discOf(radius);
  const steps = dx.map((x, place) => (dy[place] as number) * width + x);
  const grown = Buffer.from(matte);
  const valueNear = (x: number, y: number, place: number): number => {
    const [u, v] = [x + (dx[place] as number), y + (dy[place] as number)];
    return u < 0 || u >= width || v < 0 || v >= height
      ? 0
      : (matte[v * width + u] as number) ^ flip;
  };
  eachMixedTile(matte, size, reach, ({ left, top, right, bottom }) => {
    const inner =
      left >= reach && top >= reach && right + reach <= width && bottom + reach <= height;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = y * width + x;
        let most = (matte[at] as number) ^ flip;
        for (let place = 1; place < full && most < 255; place++) {
          const value = inner
            ? (matte[at + (steps[place] as number)] as number) ^ flip
            : valueNear(x, y, place);
          if (value > most) most = value;
        }
        if (most === 255) {
          grown[at] = 255 ^ flip;
          continue;
        }
        let result = most;
        for (let place = full; place < steps.length; place++) {
          const value = inner
            ? (matte[at + (steps[place] as number)] as number) ^ flip
            : valueNear(x, y, place);
          if (value <= most) continue;
          const towards = most + (value - most) * (weights[place] as number);
          if (towards > result) result = towards;
        }
        grown[at] = Math.round(result) ^ flip;
      }
    }
  });
  return grown;
}
