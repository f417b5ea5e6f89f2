import { describe, expect, it } from 'vitest';
import { bitmap, bitmapRows } from '../../../test/helpers/bitmap.ts';
import { readFixture } from '../../../test/helpers/fixtures.ts';
import { noise } from '../../../test/helpers/pixels.ts';
import { decodeFile, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { tiff } from '../../../test/helpers/tiff.ts';
import { OffcutError } from '../../shared/errors.ts';

/** Files that nobody meant, of the formats whose containers are read here or in WebAssembly. */

const MUTATIONS = 200;
const tempFolder = useTempFolder();

/** Numbers below 2^24 that look random, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  const bytes = noise(MUTATIONS * 60, seed);
  let at = 0;
  return () => {
    at = (at + 3) % (bytes.length - 3);
    return bytes.readUIntBE(at, 3);
  };
}

/** Some bytes written over, a word made the largest, a part taken out, or the end cut off. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  // Containers' words stand at the front.
  const span = random() % 2 === 0 ? copy.length : Math.min(copy.length, 900);
  const place = () => random() % span;
  switch (random() % 4) {
    case 0:
      for (let i = random() % 8; i >= 0; i--) copy[place()] = random() & 255;
      return copy;
    case 1: {
      const at = place();
      copy.subarray(at, at + 4).fill(255);
      return copy;
    }
    case 2: {
      const at = place();
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + (random() % 32))]);
    }
    default:
      return copy.subarray(0, place());
  }
}

const size = { width: 21, height: 17 };
const rows = (bytes: number) =>
  Array.from({ length: size.height }, (_, y) => [...noise(bytes, y + 1)]);
const palette = Array.from({ length: 16 }, (_, i) => [i, i * 9, 255 - i] as const);
const full = { width: 20, height: 10, colour: [1, 2, 3] } as const;
const reduced = { width: 6, height: 3, colour: [9, 9, 9], subfileType: 1 } as const;

const made: Readonly<Record<string, Buffer>> = {
  '24-bit BMP': bitmap({ ...size, bits: 24, infoBytes: 124, pixels: bitmapRows(rows(63)) }),
  '4-bit BMP': bitmap({ ...size, bits: 4, palette, pixels: bitmapRows(rows(11)) }),
  'RLE8 BMP': bitmap({ ...size, bits: 8, compression: 1, palette, pixels: noise(300) }),
  'BMP with masks': bitmap({
    ...size,
    bits: 16,
    compression: 3,
    masks: [0xf800, 0x7e0, 0x1f],
    pixels: bitmapRows(rows(42)),
  }),
  TIFF: tiff('II', [{ ...reduced, below: [full, reduced] }, full]),
  BigTIFF: tiff('MM big', [full, reduced]),
};
const fixtures = [
  ...['alpha', 'grid', 'metadata', 'premultiplied', 'ten-bit', 'turned', 'two', 'mug'].map(
    (name) => `heic/${name}.heic`,
  ),
  'avif/sequence.avif',
];

/** Decodes mutations one after another; the codes of what became of them. */
async function outcomes(whole: Buffer, seed: number): Promise<readonly string[]> {
  const random = randomNumbers(seed);
  const folder = await tempFolder();
  const found: string[] = [];
  for (let i = 0; i < MUTATIONS; i++) {
    const file = await save(folder, 'a', mutate(whole, random));
    try {
      const { rgba, width, height } = await decodeFile(file, {
        maxPixels: 1e6,
        lenient: i % 2 > 0,
      });
      expect(rgba.length).toBe(width * height * 4);
      found.push('decoded');
    } catch (error) {
      if (!(error instanceof OffcutError)) throw error;
      found.push(error.code);
    }
  }
  return found;
}

/** What a file may be refused with, whatever is in it. */
const named = new Set([
  'decoded',
  'input-damaged',
  'input-empty',
  'input-format-unsupported',
  'input-not-an-image',
  'input-too-large',
  'input-too-small',
]);

describe('mutated files end in a picture or a named error', { timeout: 300_000 }, () => {
  it.each(fixtures)('%s', async (name) => {
    const found = await outcomes(await readFixture(name), name.length);
    expect(found.filter((code) => !named.has(code))).toEqual([]);
    expect(new Set(found).size).toBeGreaterThan(1);
  });

  it.each(Object.entries(made))('%s', async (name, whole) => {
    const found = await outcomes(whole, name.length);
    expect(found.filter((code) => !named.has(code))).toEqual([]);
    expect(new Set(found).size).toBeGreaterThan(1);
  });
});
