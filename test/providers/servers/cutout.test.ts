import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ellipseCutout, encode, openPicture, sniff, subjectBox, type Picture } from './cutout.ts';
import { halfTransparentPhoto, look, photo, photoSize } from './requests-in-tests.ts';
import { gradient } from '../../helpers/pixels.ts';

const limits = { maxBytes: 1e6, maxPixels: 1e6 };

async function opened(bytes: Buffer): Promise<Picture> {
  const picture = await openPicture(bytes, limits);
  if (typeof picture === 'string') throw new Error(picture);
  return picture;
}

describe('an upload', () => {
  it.each(['png', 'jpeg', 'webp'] as const)(
    'is known for %s by its first bytes',
    async (format) => {
      const bytes = await photo(format);
      expect(sniff(bytes)).toBe(format);
      expect(await opened(bytes)).toMatchObject({ ...photoSize, format, opaque: true });
    },
  );

  it('is refused for its kind, its damage, its bytes and its pixels', async () => {
    const png = await photo('png');
    expect(await openPicture(Buffer.from('GIF89a'), limits)).toBe('not-a-picture');
    expect(await openPicture(png.subarray(0, png.length >> 1), limits)).toBe('not-a-picture');
    expect(await openPicture(png, { ...limits, maxBytes: 10 })).toBe('too-many-bytes');
    expect(await openPicture(png, { ...limits, maxPixels: 2399 })).toBe('too-many-pixels');
    expect(await openPicture(png, { ...limits, maxPixels: 2400 })).toMatchObject(photoSize);
  });

  it('is known for one that is transparent already', async () => {
    expect((await opened(await halfTransparentPhoto())).opaque).toBe(false);
  });
});

describe('a cutout', () => {
  it('has the colours of the picture, and a soft ellipse in the middle', async () => {
    const cut = ellipseCutout(await opened(await photo('png')));
    const colours = cut.data.filter((_, i) => i % 4 !== 3);
    expect(Buffer.from(colours).equals(gradient(photoSize))).toBe(true);
    const alphas = new Set(cut.data.filter((_, i) => i % 4 === 3));
    expect(alphas.size).toBeGreaterThan(10);
    expect(await look(await encode(cut, { format: 'png' }))).toEqual({
      ...photoSize,
      format: 'png',
      corner: 0,
      middle: 255,
    });
  });

  it('has nothing outside of the box of its subject but the soft edge', async () => {
    const { data } = ellipseCutout(await opened(await photo('png')));
    const { left, top } = subjectBox(photoSize);
    const alphaAt = (x: number, y: number) => data[(y * photoSize.width + x) * 4 + 3];
    expect(alphaAt(left - 4, photoSize.height >> 1)).toBe(0);
    expect(alphaAt(photoSize.width >> 1, top - 4)).toBe(0);
    expect(alphaAt(left + 4, photoSize.height >> 1)).toBe(255);
  });

  it('comes in each format, size and kind of channels', async () => {
    const cut = ellipseCutout(await opened(await photo('png')));
    const size = { width: 30, height: 20 };
    expect(await look(await encode(cut, { format: 'webp', size }))).toMatchObject({
      ...size,
      format: 'webp',
      corner: 0,
    });
    const jpeg = await encode(cut, { format: 'jpeg', background: '#ff0000' });
    const [r = 0, g = 255] = await sharp(jpeg)
      .extract({ left: 0, top: 0, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect([r > 245, g < 10]).toEqual([true, true]);
    const matte = await sharp(await encode(cut, { format: 'png', channels: 'alpha' })).metadata();
    expect([matte.channels, matte.hasAlpha]).toEqual([1, false]);
  });
});
