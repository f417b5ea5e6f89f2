import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { draw, largestDifference, pixelAt } from '../../../test/helpers/pixels.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { Size } from '../../shared/cutout.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { decodeHeicHere } from '../codec/heic/decode-heic.ts';
import { sharp } from '../codec/image-library.ts';
import { BackgroundPictures } from './picture-backdrop.ts';

const tempFolder = useTempFolder();
const options = { maxPixels: 1e6, lenient: false, heic: decodeHeicHere };
const size = { width: 120, height: 40 };
const red = [200, 0, 0, 255] as const;
const green = [0, 200, 0, 255] as const;
const blue = [0, 0, 200, 255] as const;
/** Three stripes side by side: red, green, blue. */
const stripes = draw(size, (x) => [red, green, blue][Math.floor(x / 40)] ?? []);
const stripesFile = async () =>
  save(await tempFolder(), 'behind.png', fromPixels(stripes, size, 4).png());

async function laidOut(
  file: string,
  canvas: Size,
  rest: object = {},
  pictures = new BackgroundPictures(),
  icc?: Buffer,
) {
  const recipe = parseRecipe({ background: { type: 'image', path: file, ...rest } });
  const opened = await pictures.open(recipe, options);
  if (opened === undefined) throw new Error('no background');
  const backdrop = await pictures.layOut(opened, canvas, icc);
  const at = (x: number, y: number) => pixelAt(backdrop.rgba, canvas.width, x, y);
  return { ...backdrop, at };
}

describe('BackgroundPictures: placing', () => {
  it.each([
    [0, red],
    [50, green],
    [100, blue],
  ] as const)('cover shows the part at %d %%', async (x, seen) => {
    const canvas = { width: 40, height: 40 };
    const { rgba, opaque } = await laidOut(await stripesFile(), canvas, {
      position: { x, y: 50 },
    });
    expect(opaque).toBe(true);
    expect(rgba.equals(draw(canvas, () => seen))).toBe(true);
  });

  it('cover scales up until the canvas is full', async () => {
    const { at, opaque } = await laidOut(await stripesFile(), { width: 240, height: 80 });
    expect(opaque).toBe(true);
    expect([at(10, 70), at(120, 10), at(230, 40)]).toEqual([[...red], [...green], [...blue]]);
  });

  it.each([
    [0, 0],
    [50, 40],
    [100, 80],
  ])('contain shows all of it, at %d %%, and leaves bars transparent', async (y, top) => {
    const canvas = { width: 120, height: 120 };
    const { rgba, opaque } = await laidOut(await stripesFile(), canvas, {
      fit: 'contain',
      position: { x: 50, y },
    });
    expect(opaque).toBe(false);
    const expected = draw(canvas, (x, row) =>
      row < top || row >= top + 40 ? [0, 0, 0, 0] : ([red, green, blue][Math.floor(x / 40)] ?? []),
    );
    expect(rgba.equals(expected)).toBe(true);
  });

  it('contain without bars is opaque', async () => {
    expect(
      (await laidOut(await stripesFile(), { width: 60, height: 20 }, { fit: 'contain' })).opaque,
    ).toBe(true);
  });

  it('fill stretches', async () => {
    const { at } = await laidOut(await stripesFile(), { width: 60, height: 90 }, { fit: 'fill' });
    expect([at(5, 5), at(30, 85), at(55, 45)]).toEqual([[...red], [...green], [...blue]]);
  });

  it('sets it upright first', async () => {
    const turned = fromPixels(stripes, size, 4)
      .removeAlpha()
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 });
    const file = await save(await tempFolder(), 'behind.jpg', turned);
    const { at } = await laidOut(file, { width: 40, height: 120 });
    for (const [y, expected] of [
      [5, red],
      [60, green],
      [115, blue],
    ] as const) {
      expect(largestDifference(Buffer.from(at(20, y)), Buffer.from(expected))).toBeLessThan(8);
    }
  });

  it('keeps its own transparency', async () => {
    const half = draw(size, (x) => (x < 60 ? [1, 2, 3, 255] : [9, 9, 9, 0]));
    const file = await save(await tempFolder(), 'behind.png', fromPixels(half, size, 4).png());
    const { at, opaque } = await laidOut(file, size);
    expect(opaque).toBe(false);
    expect([at(10, 10), at(100, 10)[3]]).toEqual([[1, 2, 3, 255], 0]);
  });
});

describe('BackgroundPictures: colours', () => {
  const asP3 = async () => {
    const file = await save(
      await tempFolder(),
      'p3.png',
      fromPixels(stripes, size, 4).withIccProfile('p3').png(),
    );
    const { icc } = await sharp(file).metadata();
    if (icc === undefined) throw new Error('no profile');
    return { file, icc, stored: (await decodeFile(file)).rgba };
  };

  it('become sRGB by the profile of the picture', async () => {
    const { file, stored } = await asP3();
    expect(largestDifference(stored, stripes)).toBeGreaterThan(8);
    const { rgba } = await laidOut(file, size);
    expect(largestDifference(rgba, stripes)).toBeLessThanOrEqual(2);
  });

  it('follow the profile that the cutout carries', async () => {
    const { stored, icc } = await asP3();
    const { rgba } = await laidOut(await stripesFile(), size, {}, new BackgroundPictures(), icc);
    expect(largestDifference(rgba, stored)).toBeLessThanOrEqual(2);
  });

  it('live with a profile that makes no sense', async () => {
    const icc = Buffer.alloc(300, 7);
    const { rgba } = await laidOut(await stripesFile(), size, {}, new BackgroundPictures(), icc);
    expect(rgba.equals(stripes)).toBe(true);
  });
});

describe('BackgroundPictures: refusals', () => {
  const refused = (file: string) => refusal(() => laidOut(file, size));

  it('a missing, a damaged, a text and a too large file', async () => {
    const folder = await tempFolder();
    const missing = path.join(folder, 'nothing.jpg');
    const text = await save(folder, 'text.jpg', Buffer.from('no picture'));
    const jpeg = await fromPixels(stripes, size, 4).removeAlpha().jpeg().toBuffer();
    const damaged = await save(folder, 'damaged.jpg', jpeg.subarray(0, jpeg.length - 200));
    const wide = { width: 2000, height: 501 };
    const large = await save(
      folder,
      'large.png',
      fromPixels(Buffer.alloc(2000 * 501), wide, 1).png(),
    );
    for (const [file, problem] of [
      [missing, 'input-not-found'],
      [text, 'input-not-an-image'],
      [damaged, 'input-damaged'],
      [large, 'input-too-large'],
    ] as const) {
      const error = await refused(file);
      expect(error.code).toBe('background-unreadable');
      expect(error.params).toMatchObject({ path: file, problem });
      expect(error.message).toContain(file);
    }
  });

  it('reads nothing where no background is asked for', async () => {
    const pictures = new BackgroundPictures();
    const background = { type: 'image', path: '/nowhere' } as const;
    const alone = parseRecipe({ background, output: { channels: 'alpha' } });
    expect(await pictures.open(alone, options)).toBeUndefined();
    expect(await pictures.open(parseRecipe({}), options)).toBeUndefined();
  });
});

describe('BackgroundPictures: memory', () => {
  it('keeps the last one, for pictures at the same time too', async () => {
    const pictures = new BackgroundPictures();
    const file = await stripesFile();
    const canvas = { width: 40, height: 40 };
    const both = await Promise.all([1, 2].map(() => laidOut(file, canvas, {}, pictures)));
    const third = await laidOut(file, canvas, {}, pictures);
    expect(pictures.decoded).toBe(1);
    for (const { rgba } of both) expect(rgba).toBe(third.rgba);
  });

  it('forgets it when the file, the canvas, the placing or the profile is another', async () => {
    const pictures = new BackgroundPictures();
    const file = await stripesFile();
    const canvas = { width: 40, height: 40 };
    await laidOut(file, canvas, {}, pictures);
    await utimes(file, 1000, 1000);
    await laidOut(file, canvas, {}, pictures);
    await save(path.dirname(file), 'behind.png', fromPixels(stripes, size, 4).negate().png());
    const { at } = await laidOut(file, canvas, {}, pictures);
    expect(at(5, 5)).not.toEqual([...green]);
    await laidOut(file, { width: 41, height: 40 }, {}, pictures);
    await laidOut(file, canvas, { fit: 'fill' }, pictures);
    await laidOut(file, canvas, { position: { x: 0, y: 0 } }, pictures);
    await laidOut(file, canvas, { position: { x: 0, y: 0 } }, pictures, Buffer.alloc(300, 7));
    expect(pictures.decoded).toBe(7);
  });

  it('does not keep a failure', async () => {
    const pictures = new BackgroundPictures();
    const folder = await tempFolder();
    const png = await fromPixels(stripes, size, 4).png().toBuffer();
    const file = await save(folder, 'a.png', png.subarray(0, png.length - 40));
    await refusal(() => laidOut(file, size, {}, pictures));
    await refusal(() => laidOut(file, size, {}, pictures));
    expect(pictures.decoded).toBe(2);
  });
});
