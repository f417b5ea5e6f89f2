import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { mix, whyUnusable, writeComposite } from './composite.ts';
import { readPixels } from './pixels.ts';

const tempFolder = useTempFolder();
const cutoutOf = (alphaAt: (x: number) => number) => {
  const size = { width: 64, height: 4 };
  return { ...size, rgba: draw(size, (x) => [200, 100, 0, alphaAt(x)]) };
};

it('mixes by alpha, rounded', () => {
  const cutout = Uint8Array.of(200, 100, 0, 51, 1, 2, 3, 0, 9, 8, 7, 255);
  const background = Uint8Array.of(100, 100, 100, 255, 50, 60, 70, 255, 0, 0, 0, 255);
  expect([...mix(cutout, background)]).toEqual([120, 100, 80, 255, 50, 60, 70, 255, 9, 8, 7, 255]);
});

it('writes exact pixels over a background that covers it', async () => {
  const folder = await tempFolder();
  const background = path.join(folder, 'background.png');
  await sharp({ create: { width: 30, height: 30, channels: 3, background: '#0a1428' } }).toFile(
    background,
  );
  const cutout = cutoutOf((x) => 4 * x);
  const file = path.join(folder, 'composite.png');
  await writeComposite(cutout, background, file);
  const { width, height, rgba } = await readPixels(file);
  expect([width, height]).toEqual([64, 4]);
  expect([...rgba]).toEqual([
    ...mix(
      cutout.rgba,
      draw(cutout, () => [10, 20, 40, 255]),
    ),
  ]);
});

it('uses cutouts with soft edges only', () => {
  expect(whyUnusable(cutoutOf((x) => 4 * x))).toBeUndefined();
  expect(whyUnusable(cutoutOf(() => 255))).toBe('nothing in it is transparent');
  expect(whyUnusable(cutoutOf((x) => (x < 20 ? 0 : x < 40 ? 128 : 255)))).toBe(
    'its alpha is not soft',
  );
});
