import { describe, expect, it } from 'vitest';
import { exifBlock, tags } from '../../../test/helpers/exif-block.ts';
import { metadataCarrier } from './carrier.ts';
import { sharp } from './image-library.ts';

const p3 = async () => {
  const create = { width: 2, height: 2, channels: 3, background: 'red' } as const;
  const png = await sharp({ create }).withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(png).metadata();
  if (icc === undefined) throw new Error('sharp wrote no profile');
  return icc;
};
const exif = exifBlock('MM', { main: [{ tag: tags.make, type: 2, value: 'Camera' }] });
const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/">Ä</x:xmpmeta>');

describe('metadataCarrier', () => {
  it('is one black, fully transparent pixel', async () => {
    const { data, info } = await sharp(metadataCarrier({}))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 1, height: 1, channels: 4 });
    expect(data).toEqual(Buffer.alloc(4));
    const { icc, exif: noExif, xmp: noXmp } = await sharp(metadataCarrier({})).metadata();
    expect([icc, noExif, noXmp]).toEqual([undefined, undefined, undefined]);
  });

  it('carries every block unchanged', async () => {
    const icc = await p3();
    const found = await sharp(metadataCarrier({ icc, exif, xmp })).metadata();
    expect(found.icc?.equals(icc)).toBe(true);
    expect(found.xmp?.equals(xmp)).toBe(true);
    // libvips puts its own prefix before the block.
    expect(found.exif?.subarray(-exif.length).equals(exif)).toBe(true);
  });

  it.each(['icc', 'exif', 'xmp'] as const)('carries %s alone', async (name) => {
    const blocks = { icc: await p3(), exif, xmp };
    const found = await sharp(metadataCarrier({ [name]: blocks[name] })).metadata();
    for (const each of ['icc', 'exif', 'xmp'] as const) {
      expect(found[each] !== undefined).toBe(each === name);
    }
  });
});
