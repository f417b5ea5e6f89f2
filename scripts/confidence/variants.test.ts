import { expect, it } from 'vitest';
import type { Picture } from '../../src/engine/codec/decode.ts';
import { draw } from '../../test/helpers/pixels.ts';
import { variantNames, variants, type Reference } from './variants.ts';

const size = { width: 300, height: 200 };
const inSubject = (x: number, y: number) => x >= 60 && x < 180 && y >= 30 && y < 120;

/** A dark block on a bright ground, its mask, and a rim that nobody knows about. */
const reference = (): Reference => {
  const rgba = draw(size, (x, y) => (inSubject(x, y) ? [40, 60, 80, 255] : [220, 210, 200, 255]));
  const picture: Picture = {
    ...size,
    rgba,
    rgba16: undefined,
    opaque: true,
    format: 'png',
    depth: 8,
    pages: { count: 1, taken: 1 },
    metadata: {},
    density: undefined,
    warnings: [],
  };
  const alpha = draw(size, (x, y) => [inSubject(x, y) ? 255 : 0]);
  const ignore = draw(size, (x, y) => [inSubject(x, y) && x < 63 ? 1 : 0]);
  return { picture, mask: { ...size, alpha, ignore } };
};

it.each(variantNames)('%s: the mask still says where the subject is', async (name) => {
  const { picture, mask } = await variants[name](reference());
  expect(picture.rgba.length).toBe(picture.width * picture.height * 4);
  expect(mask.alpha.length).toBe(mask.width * mask.height);
  expect(new Set(mask.alpha)).toEqual(new Set([0, 255]));
  let [right, wrong] = [0, 0];
  for (let y = 0, at = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++, at++) {
      const column = Math.floor((x * picture.width) / mask.width);
      const row = Math.floor((y * picture.height) / mask.height);
      const isDark = (picture.rgba[(row * picture.width + column) * 4] ?? 0) < 130;
      if (isDark === (mask.alpha[at] === 255)) right++;
      else wrong++;
      // What is not known about lies in the subject, as before.
      if (mask.ignore?.[at] === 1) expect(mask.alpha[at]).toBe(255);
    }
  }
  // Noise turns some pixels around, and a blur the edge.
  expect(wrong / (right + wrong)).toBeLessThan(0.05);
});

it.each(variantNames)('%s is the same on every run', async (name) => {
  expect(await variants[name](reference())).toEqual(await variants[name](reference()));
});

it.each(variantNames)('%s is not what another is', async (name) => {
  const { picture } = await variants[name](reference());
  for (const other of variantNames.filter((one) => one !== name)) {
    expect((await variants[other](reference())).picture.rgba.equals(picture.rgba)).toBe(false);
  }
});

it('moves the mask, and what it does not know, as it moves the picture', async () => {
  const moved = await variants.turned(reference());
  expect([moved.picture.width, moved.picture.height]).toEqual([200, 300]);
  expect([moved.mask.width, moved.mask.height]).toEqual([200, 300]);
  for (const name of ['small', 'blurred', 'noisy', 'faint'] as const) {
    expect((await variants[name](reference())).mask).toEqual(reference().mask);
  }
});
