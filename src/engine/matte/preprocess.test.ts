import { describe, expect, it } from 'vitest';
import { fakeModel } from '../../../test/helpers/model.ts';
import { draw, gradient } from '../../../test/helpers/pixels.ts';
import { decodeFile, fromPixels, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { Size } from '../../shared/cutout.ts';
import type { Picture } from '../codec/decode.ts';
import { sharp } from '../codec/image-library.ts';
import { preprocess } from './preprocess.ts';

const tempFolder = useTempFolder();
const normalised = {
  width: 4,
  height: 2,
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
} satisfies Partial<ReturnType<typeof fakeModel>['input']>;
/** Gives the values of the pixels themselves. */
const plain = { mean: [0, 0, 0], std: [1, 1, 1] } satisfies Partial<
  ReturnType<typeof fakeModel>['input']
>;

const pictureOf = (
  { width, height }: Size,
  at: (x: number, y: number) => readonly number[],
  opaque = true,
): Picture => ({
  width,
  height,
  rgba: draw({ width, height }, at),
  rgba16: undefined,
  opaque,
  format: 'png',
  depth: 8,
  pages: { count: 1, taken: 1 },
  metadata: {},
  density: undefined,
  warnings: [],
});

/** One channel's plane, as rows. */
function rows(tensor: Float32Array, plane: number, { width, height }: Size): number[][] {
  return Array.from({ length: height }, (_, y) => {
    const start = plane * width * height + y * width;
    return [...tensor.subarray(start, start + width)];
  });
}

describe('preprocess', () => {
  it('normalises exactly: (v - mean) / std, R, G and B in planes', async () => {
    const model = fakeModel(normalised);
    const tensor = await preprocess(
      pictureOf({ width: 9, height: 7 }, () => [200, 100, 50, 255]),
      model,
    );
    expect(tensor).toBeInstanceOf(Float32Array);
    expect(tensor.length).toBe(3 * 4 * 2);
    const expected = [
      Math.fround((200 - 123.675) / 58.395),
      Math.fround((100 - 116.28) / 57.12),
      Math.fround((50 - 103.53) / 57.375),
    ];
    expected.forEach((value, plane) => {
      expect(rows(tensor, plane, model.input)).toEqual(Array(2).fill(Array(4).fill(value)));
    });
  });

  it('lays the planes out by rows', async () => {
    const model = fakeModel({ ...plain, width: 4, height: 2 });
    const picture = pictureOf({ width: 4, height: 2 }, (x, y) => [x, 10 + y, 100 + x + 4 * y, 255]);
    const tensor = await preprocess(picture, model);
    expect([...tensor]).toEqual(
      [
        [0, 1, 2, 3, 0, 1, 2, 3],
        [10, 10, 10, 10, 11, 11, 11, 11],
        [100, 101, 102, 103, 104, 105, 106, 107],
      ].flat(),
    );
  });

  it('squashes to the size of the model, without letterboxing', async () => {
    const model = fakeModel({ ...plain, width: 8, height: 4 });
    // Two colours, side by side, on a tall picture.
    const picture = pictureOf({ width: 40, height: 200 }, (x) =>
      x < 20 ? [250, 10, 0, 255] : [20, 200, 0, 255],
    );
    const tensor = await preprocess(picture, model);
    for (const row of rows(tensor, 0, model.input)) {
      expect([row[0], row[1], row[6], row[7]]).toEqual([250, 250, 20, 20]);
    }
    for (const row of rows(tensor, 1, model.input)) {
      expect([row[0], row[1], row[6], row[7]]).toEqual([10, 10, 200, 200]);
    }
  });

  it.each(['linear', 'cubic', 'lanczos3'] as const)('scales with the kernel %s', async (kernel) => {
    const model = fakeModel({ ...plain, width: 20, height: 20, kernel });
    const size = { width: 50, height: 50 };
    const picture = pictureOf(size, (x, y) => [(x * 37 + y * 91) % 256, 0, 0, 255]);
    const expected = await fromPixels(picture.rgba, size, 4)
      .removeAlpha()
      .resize(20, 20, { fit: 'fill', kernel })
      .extractChannel(0)
      .raw()
      .toBuffer();
    const tensor = await preprocess(picture, model);
    expect(rows(tensor, 0, model.input).flat()).toEqual([...expected]);
  });

  it('lays transparency over white', async () => {
    const model = fakeModel({ ...plain, width: 4, height: 1 });
    const alphas = [0, 51, 128, 255];
    const picture = pictureOf({ width: 4, height: 1 }, (x) => [0, 100, 255, alphas[x] ?? 0], false);
    const tensor = await preprocess(picture, model);
    const expected = [0, 100, 255].flatMap((v) =>
      alphas.map((a) => (v * a + 255 * (255 - a)) / 255),
    );
    expected.forEach((value, i) => {
      expect(Math.abs((tensor[i] ?? -1) - value)).toBeLessThanOrEqual(1);
    });
    expect(tensor[0]).toBe(255);
  });

  it('leaves the picture alone', async () => {
    const picture = pictureOf({ width: 4, height: 4 }, (x, y) => [x, y, 7, 255]);
    const before = Buffer.from(picture.rgba);
    await preprocess(picture, fakeModel());
    expect(picture.rgba.equals(before)).toBe(true);
  });
});

describe('preprocess: colour', () => {
  const size = { width: 32, height: 24 };
  const model = fakeModel({ ...plain, ...size });
  const tagged = async (profile: 'p3' | 'srgb') => {
    const source = fromPixels(gradient(size), size, 3).png().withIccProfile(profile);
    const file = await save(await tempFolder(), `${profile}.png`, source);
    return { file, picture: await decodeFile(file) };
  };
  const withoutProfile = (picture: Picture): Picture => ({ ...picture, metadata: {} });
  const planar = (rgb: Buffer) => [0, 1, 2].flatMap((c) => [...rgb.filter((_, i) => i % 3 === c)]);

  it('converts Display P3 to sRGB as sharp does', async () => {
    const { file, picture } = await tagged('p3');
    const tensor = await preprocess(picture, model);
    const untagged = await preprocess(withoutProfile(picture), model);
    const expected = planar(await sharp(file).removeAlpha().raw().toBuffer());
    const off = expected.map((value, i) => Math.abs(value - (tensor[i] ?? -999)));
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
    const converted = expected.map((value, i) => Math.abs(value - (untagged[i] ?? -999)));
    expect(Math.max(...converted)).toBeGreaterThan(8);
  });

  it('does not convert what is sRGB already', async () => {
    const { picture } = await tagged('srgb');
    expect(picture.metadata.icc).toBeInstanceOf(Buffer);
    const tensor = await preprocess(picture, model);
    expect([...tensor]).toEqual(planar(gradient(size)));
    expect(tensor).toEqual(await preprocess(withoutProfile(picture), model));
  });

  it('lives with a profile that makes no sense', async () => {
    const picture = pictureOf(size, (x, y) => [x, y, 7, 255]);
    const odd = { ...picture, metadata: { icc: Buffer.alloc(200, 7) } };
    expect(await preprocess(odd, model)).toEqual(await preprocess(picture, model));
  });
});
