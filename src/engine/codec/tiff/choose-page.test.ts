import { describe, expect, it } from 'vitest';
import { pixelAt } from '../../../../test/helpers/pixels.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { decodeFile, save } from '../../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { tiff, type TiffKind, type TiffPart } from '../../../../test/helpers/tiff.ts';
import { chooseTiffPage } from './choose-page.ts';

const tempFolder = useTempFolder();
const kinds: readonly TiffKind[] = ['II', 'MM', 'II big', 'MM big'];
const full = { width: 40, height: 30, colour: [200, 10, 20] } as const;
const other = { width: 40, height: 30, colour: [10, 200, 20] } as const;
const larger = { width: 80, height: 60, colour: [10, 20, 200] } as const;
const preview = { width: 8, height: 6, colour: [1, 2, 3], subfileType: 1 } as const;
const mask = { width: 40, height: 30, colour: [0, 0, 0], subfileType: 4 } as const;

const saved = async (parts: readonly TiffPart[], kind: TiffKind = 'II') =>
  save(await tempFolder(), 'a.tif', tiff(kind, parts));

async function decoded(parts: readonly TiffPart[], kind?: TiffKind) {
  const { rgba, width, height, pages, warnings } = await decodeFile(await saved(parts, kind));
  return { width, height, pages, warnings, colour: pixelAt(rgba, width, 2, 2, 4).slice(0, 3) };
}

describe.each(kinds)('TIFF (%s)', (kind) => {
  it('of one page', async () => {
    expect(await decoded([full], kind)).toEqual({
      ...full,
      pages: { count: 1, taken: 1 },
      warnings: [],
    });
  });

  it('of several pages: the first, however large the others are', async () => {
    expect(await decoded([full, larger, other], kind)).toEqual({
      ...full,
      pages: { count: 3, taken: 1 },
      warnings: ['first-frame-only'],
    });
  });

  it('a pyramid is one page', async () => {
    const level = { ...full, width: 20, height: 15, subfileType: 1 };
    expect(await decoded([full, level, preview], kind)).toMatchObject({
      ...full,
      pages: { count: 1 },
      warnings: [],
    });
  });

  it('a pyramid below its page is one page too', async () => {
    expect(await decoded([{ ...full, below: [preview] }], kind)).toMatchObject({
      ...full,
      warnings: [],
    });
  });

  it('a preview before the picture', async () => {
    expect(await decoded([preview, full], kind)).toEqual({
      ...full,
      pages: { count: 1, taken: 1 },
      warnings: ['preview-skipped'],
    });
  });

  it('a preview with the picture below it', async () => {
    const below = [
      { ...other, width: 16, height: 12, subfileType: 1 },
      full,
      { ...other, width: 9 },
    ];
    expect(await decoded([{ ...preview, below }], kind)).toEqual({
      ...full,
      pages: { count: 1, taken: 1 },
      warnings: ['preview-skipped'],
    });
  });
});

describe('TIFF', () => {
  it('a mask is not a page', async () => {
    expect(await decoded([mask, full])).toMatchObject({ ...full, pages: { count: 1 } });
  });

  it('takes the largest where there are only previews', async () => {
    const level = { ...full, subfileType: 1 };
    expect(await decoded([preview, level])).toMatchObject({ width: 40, colour: full.colour });
  });

  it.each([
    ['a colour filter array', { ...full, photometric: 32_803 }],
    ['linear raw data', { ...full, photometric: 34_892 }],
    ['raw data below a preview', { ...preview, below: [{ ...full, photometric: 32_803 }] }],
    ['a DNG by its version', { ...full, dngVersion: true }],
  ])('refuses %s', async (_, part) => {
    const file = await saved([part]);
    const error = await refusal(() => decodeFile(file));
    expect(error).toMatchObject({ code: 'input-format-unsupported', params: { format: 'RAW' } });
  });

  it('ends where directories run in a circle', async () => {
    const bytes = tiff('II', [full, other]);
    const first = bytes.readUInt32LE(4);
    const entries = bytes.readUInt16LE(first);
    const second = bytes.readUInt32LE(first + 2 + entries * 12);
    bytes.writeUInt32LE(first, second + 2 + bytes.readUInt16LE(second) * 12);
    const file = await save(await tempFolder(), 'a.tif', bytes);
    expect((await chooseTiffPage(file)).pages).toEqual({ count: 2, taken: 1 });
  });

  it('leaves it to the decoder what a file without directories lacks', async () => {
    const file = await save(
      await tempFolder(),
      'a.tif',
      Buffer.from('II*\0\xff\xff\xff\x7f', 'latin1'),
    );
    expect(await chooseTiffPage(file)).toMatchObject({ page: 0, subifd: -1 });
    expect((await refusal(() => decodeFile(file))).code).toBe('input-damaged');
  });
});
