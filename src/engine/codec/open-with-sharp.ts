import { readFile } from 'node:fs/promises';
import type { Metadata as SharpMetadata, SharpInput, SharpOptions } from 'sharp';
import { assertNever } from '../../shared/assert.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Warning } from '../../shared/cutout.ts';
import { samples16 } from '../compose/samples.ts';
import { sharp } from './image-library.ts';
import { countSequenceFrames } from './iso-sequence.ts';
import { refuseManyScans } from './jpeg-scans.ts';
import type { Colours, Depth, HeaderFacts, OpenPicture } from './picture.ts';
import { countPngFrames } from './png-frames.ts';
import type { ReadableFormat } from './sniff.ts';
import { chooseTiffPage } from './tiff/choose-page.ts';

const failOn = (lenient: boolean) => (lenient ? 'none' : 'warning');

/** What libvips is given to read, and what it does not see itself. */
interface Chosen {
  readonly input: SharpInput;
  readonly options: SharpOptions;
  readonly pages?: HeaderFacts['pages'];
  readonly warnings: readonly Warning[];
}

async function chooseTiff(file: string): Promise<Chosen> {
  const { page, subifd, pages, previewSkipped, raw } = await chooseTiffPage(file);
  if (raw) throw new OffcutError('input-format-unsupported', { format: 'RAW' });
  const options = { page, pages: 1, ...(subifd < 0 ? {} : { tiff: { subifd } }) };
  return { input: file, options, pages, warnings: previewSkipped ? ['preview-skipped'] : [] };
}

/** libvips knows a sequence's still image only under the name of still images. */
async function chooseAvif(file: string): Promise<Chosen> {
  const count = await countSequenceFrames(file);
  if (count === 1) return { input: file, options: { pages: 1 }, warnings: [] };
  const input = await readFile(file);
  input.write('avif', 8, 'latin1');
  return { input, options: { pages: 1 }, pages: { count, taken: 1 }, warnings: [] };
}

async function choose(file: string, format: ReadableFormat): Promise<Chosen> {
  switch (format) {
    case 'tiff':
      return chooseTiff(file);
    case 'avif':
      return chooseAvif(file);
    case 'png': {
      const pages = { count: await countPngFrames(file), taken: 1 };
      return { input: file, options: { pages: 1 }, pages, warnings: [] };
    }
    case 'jpeg':
    case 'webp':
    case 'gif':
    case 'heic':
    case 'bmp':
      return { input: file, options: { pages: 1 }, warnings: [] };
    default:
      return assertNever(format);
  }
}

const sampleBits: Readonly<Record<string, number>> = { uchar: 8, char: 8, ushort: 16, short: 16 };

function depthOf({ depth, bitsPerSample = 0 }: SharpMetadata): number {
  const bits = sampleBits[depth] ?? 32;
  return bits === 16 && bitsPerSample > 8 ? Math.min(bits, bitsPerSample) : bits;
}

function spaceOf({ space }: SharpMetadata): HeaderFacts['space'] {
  if (space === 'srgb' || space === 'rgb' || space === 'rgb16') return 'rgb';
  return space === 'b-w' || space === 'grey16' ? 'grey' : 'other';
}

/** What sharp's metadata says, in Offcut's words. */
export function factsOf(metadata: SharpMetadata): HeaderFacts {
  const { icc, exif, xmp, density, hasAlpha, pages = 1, pagePrimary = 0 } = metadata;
  return {
    ...metadata.autoOrient,
    depth: depthOf(metadata),
    hasAlpha,
    space: spaceOf(metadata),
    pages: { count: pages, taken: Math.min(pagePrimary, pages - 1) + 1 },
    metadata: { icc, exif, xmp },
    density,
    warnings: [],
  };
}

/** Reads a header without a limit, because the size that it claims is to be told. */
export const sharpMetadata = (
  input: SharpInput,
  options: SharpOptions,
  lenient: boolean,
): Promise<SharpMetadata> =>
  sharp(input, { ...options, failOn: failOn(lenient), limitInputPixels: false }).metadata();

/** Opens the formats that libvips reads. */
export const openWithSharp: OpenPicture = async (file, format, { maxPixels, lenient }) => {
  const { input, options, pages, warnings } = await choose(file, format);
  const metadata = await sharpMetadata(input, options, lenient);
  if (format === 'jpeg' && metadata.isProgressive) await refuseManyScans(file);
  const facts = factsOf(metadata);
  const { width, height, space } = facts;

  const readPixels = async (colours: Colours, lenientNow: boolean, wanted: Depth) => {
    const deep = wanted === 16 && facts.depth > 8;
    const { data, info } = await sharp(input, {
      ...options,
      failOn: failOn(lenientNow),
      limitInputPixels: maxPixels,
      ignoreIcc: space === 'rgb' && colours === 'own',
    })
      .autoOrient()
      .toColourspace(deep ? 'rgb16' : 'srgb')
      .ensureAlpha()
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height || info.channels !== 4) {
      throw new Error(
        `decoded ${info.width} x ${info.height} where the header says ${width} x ${height}`,
      );
    }
    return { rgba: deep ? samples16(data) : data, warnings: [] };
  };
  return { ...facts, pages: pages ?? facts.pages, warnings, readPixels };
};
