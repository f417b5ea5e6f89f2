import { describe, expect, it } from 'vitest';
import { fixture, patched, readFixture } from '../../../test/helpers/fixtures.ts';
import { channel, gradient, largestDifference, pixelAt } from '../../../test/helpers/pixels.ts';
import {
  decodeFile,
  fromPixels,
  save,
  withPngChunk,
} from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { countSequenceFrames } from './iso-sequence.ts';
import { countPngFrames } from './png-frames.ts';

const tempFolder = useTempFolder();
const size = { width: 66, height: 50 };

describe('animated PNG', () => {
  const still = () => fromPixels(gradient(size), size, 3).png().toBuffer();
  const animated = async (frames: number) => {
    const control = Buffer.alloc(8);
    control.writeUInt32BE(frames, 0);
    return withPngChunk(await still(), 'acTL', control);
  };

  it('says how many frames it has, of which the first is taken', async () => {
    const file = await save(await tempFolder(), 'a.png', await animated(7));
    expect(await decodeFile(file)).toMatchObject({
      ...size,
      pages: { count: 7, taken: 1 },
      warnings: ['first-frame-only'],
    });
  });

  it.each([
    ['of one frame', () => animated(1)],
    ['that says 0', () => animated(0)],
    ['that is still', still],
    ['cut within its chunks', async () => (await animated(7)).subarray(0, 40)],
    [
      'that names frames behind its pixels',
      async () => Buffer.concat([await still(), Buffer.from('\0\0\0\x08acTL\0\0\0\x09\0\0\0\0')]),
    ],
  ])('one %s has one', async (_, bytes) => {
    expect(await countPngFrames(await save(await tempFolder(), 'a.png', await bytes()))).toBe(1);
  });

  it('counts behind other chunks', async () => {
    const text = withPngChunk(await animated(3), 'tEXt', Buffer.alloc(5000, 65));
    expect(await countPngFrames(await save(await tempFolder(), 'a.png', text))).toBe(3);
  });
});

describe('AVIF', () => {
  it('takes the first frame of a sequence and says how many there are', async () => {
    const found = await decodeFile(fixture('avif/sequence.avif'));
    expect(found).toMatchObject({ width: 64, height: 48, format: 'avif', opaque: true });
    expect(found).toMatchObject({ pages: { count: 3, taken: 1 }, warnings: ['first-frame-only'] });
    const [r = 0, g = 255, b = 255] = pixelAt(found.rgba, 64, 30, 20);
    expect([r > 240, g < 15, b < 15]).toEqual([true, true, true]);
  });

  it('counts one where the index is not to be found', async () => {
    const bytes = patched(await readFixture('avif/sequence.avif'), 'moov', 0, [120]);
    expect(await countSequenceFrames(await save(await tempFolder(), 'a.avif', bytes))).toBe(1);
  });

  it('counts one in a file that is no container at all', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(9, 1), Buffer.alloc(3000, 255)]) {
      expect(await countSequenceFrames(await save(await tempFolder(), 'a', bytes))).toBe(1);
    }
  });

  it('reads 10 bits with transparency', async () => {
    const found = await decodeFile(fixture('avif/ten-bit-alpha.avif'));
    expect(found).toMatchObject({ ...size, depth: 10, opaque: false });
    expect(found.warnings).toEqual(['reduced-to-8-bit']);
    const alpha = Buffer.from(
      Array.from({ length: 66 * 50 }, (_, i) => Math.round((255 * (i % 66)) / 65)),
    );
    expect(largestDifference(channel(found.rgba, 3), alpha)).toBeLessThan(6);
    expect(largestDifference(channel(found.rgba, 1), channel(gradient(size), 1, 3))).toBeLessThan(
      8,
    );
  });
});
