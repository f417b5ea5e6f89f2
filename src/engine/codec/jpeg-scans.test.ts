import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manyScansJpeg, segment, SOI } from '../../../test/helpers/blank-jpeg.ts';
import { gradient } from '../../../test/helpers/pixels.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { MOST_SCANS, refuseManyScans } from './jpeg-scans.ts';

const tempFolder = useTempFolder();
const saved = async (bytes: Buffer) => save(await tempFolder(), 'a.jpg', bytes);
const codeOf = async (bytes: Buffer) => (await refusal(() => decodeFileOf(bytes))).code;
const decodeFileOf = async (bytes: Buffer) => decodeFile(await saved(bytes));

describe('refuseManyScans', () => {
  it('takes as many scans as the limit and no more', async () => {
    expect(await decodeFileOf(manyScansJpeg(64, 64, MOST_SCANS))).toMatchObject({ width: 64 });
    expect(await codeOf(manyScansJpeg(64, 64, MOST_SCANS + 1))).toBe('input-too-complex');
  });

  it('finds them behind whatever a decoder passes over', async () => {
    const scans = manyScansJpeg(64, 64, MOST_SCANS + 1).subarray(2);
    // Longer than what is read at once, and full of what looks like the end.
    const comment = segment(0xfe, Buffer.alloc(65_500, Buffer.from([0xff, 0xd9])));
    for (const before of [comment, Buffer.alloc(70_000), Buffer.alloc(70_000, 0xff)]) {
      const file = await saved(Buffer.concat([SOI, before, before, scans]));
      expect((await refusal(() => refuseManyScans(file))).code).toBe('input-too-complex');
    }
  });

  it('counts no picture behind the first, and none in a comment', async () => {
    const one = manyScansJpeg(64, 64, 60);
    const inComment = segment(0xfe, one.subarray(0, 65_533));
    await refuseManyScans(await saved(Buffer.concat([one, one])));
    await refuseManyScans(await saved(Buffer.concat([SOI, inComment, one.subarray(2)])));
  });

  it('has nothing to say of a file cut anywhere', async () => {
    const size = { width: 40, height: 24 };
    const file = await save(
      await tempFolder(),
      'a.jpg',
      fromPixels(gradient(size), size, 3).jpeg({ progressive: true }),
    );
    await refuseManyScans(file);
    const whole = await readFile(file);
    for (let end = 0; end < whole.length; end += 7) {
      await refuseManyScans(await save(path.dirname(file), 'b.jpg', whole.subarray(0, end)));
    }
  });
});
