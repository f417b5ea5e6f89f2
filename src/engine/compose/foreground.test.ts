import { describe, expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { decontaminate } from './foreground.ts';

const size = { width: 128, height: 96 };
const ORANGE = [230, 120, 20] as const;
const GREEN = [20, 160, 40] as const;

/** Alpha of a subject on the left with a soft rim of `rim` px, 0-255. */
const alphaAt = (x: number, rim: number) =>
  Math.round(Math.min(1, Math.max(0, 0.5 + (64 - x) / rim)) * 255);

/** An orange subject before a green wall, mixed by its alpha as a camera would. */
function scene(rim: number) {
  const matte = draw(size, (x) => [alphaAt(x, rim)]);
  const mixed = (x: number) => {
    const a = alphaAt(x, rim) / 255;
    return ORANGE.map((value, k) => Math.round(value * a + (GREEN[k] ?? 0) * (1 - a)));
  };
  const rgba = draw(size, (x) => [...mixed(x), 255]);
  const rgb = draw(size, (x) => mixed(x));
  return { picture: { ...size, rgba }, matte, small: { ...size, rgb, matte } };
}

/** Mean distance to the subject's own colour over the pixels of its soft rim. */
function errorIn({ rgba }: { readonly rgba: Buffer }, matte: Buffer): number {
  let [sum, count] = [0, 0];
  for (const [at, alpha] of matte.entries()) {
    if (alpha < 20 || alpha > 235) continue;
    for (const [k, value] of ORANGE.entries()) sum += Math.abs((rgba[at * 4 + k] ?? 0) - value);
    count += 3;
  }
  return sum / count;
}

describe('decontaminate', () => {
  it('takes the background out of the colours of a soft rim', () => {
    const { picture, matte, small } = scene(24);
    const before = errorIn(picture, matte);
    decontaminate(picture, matte, small);
    expect(before).toBeGreaterThan(40);
    expect(errorIn(picture, matte)).toBeLessThan(before * 0.15);
  });

  it('keeps every byte of what is certainly inside, and of all alphas', () => {
    const { picture, matte, small } = scene(24);
    const before = Buffer.from(picture.rgba);
    decontaminate(picture, matte, small);
    for (const [at, alpha] of matte.entries()) {
      expect(picture.rgba[at * 4 + 3]).toBe(255);
      if (alpha !== 255) continue;
      expect(picture.rgba.readUInt32LE(at * 4)).toBe(before.readUInt32LE(at * 4));
    }
  });

  it('changes nothing where there is no soft edge', () => {
    const { picture, small } = scene(24);
    const hard = draw(size, (x) => [x < 64 ? 255 : 0]);
    const before = Buffer.from(picture.rgba);
    decontaminate(picture, hard, { ...small, matte: hard });
    expect(picture.rgba.equals(before)).toBe(true);
  });

  it('stays within a byte in hostile mixtures', () => {
    const matte = draw(size, (x, y) => [(x * 37 + y * 101) % 256]);
    const rgba = draw(size, (x, y) => [(x * 91) % 256, (y * 53) % 256, (x * y) % 256, 255]);
    const rgb = draw(size, (x, y) => [(x * 91) % 256, (y * 53) % 256, (x * y) % 256]);
    decontaminate({ ...size, rgba }, matte, { ...size, rgb, matte });
    expect(rgba.length).toBe(size.width * size.height * 4);
  });
});
