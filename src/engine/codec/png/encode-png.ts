import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { PixelsOf } from '../../compose/place.ts';
import type { Samples } from '../../compose/samples.ts';
import type { Metadata } from '../metadata.ts';
import { adler32 } from './adler32.ts';
import {
  chunk,
  colourTypes,
  densityChunk,
  headerChunk,
  metadataChunks,
  SIGNATURE,
} from './chunks.ts';
import { filterRows, filters, packedRows, type Filter, type Rows } from './rows.ts';

/**
 * A PNG encoder that uses every core. sharp's takes longer than the model for a large photo: it
 * deflates on one thread, and is either large (no filter) or slow (it tries five filters on every
 * row). Photos shrink best as differences to the row above, for which the quickest level of zlib
 * is enough; drawings and mattes shrink best unfiltered. A few samples of the picture decide. Strips
 * of rows are deflated side by side on Node's thread pool, each up to a byte's border (Z_SYNC_FLUSH),
 * so that they join into one zlib stream.
 */

/** Bytes of one strip: large enough that a window of 32 KiB lost at its start does not matter. */
const STRIP_BYTES = 1 << 20;
/** How many strips may be on their way at once: one for each thread of Node's pool, and one next. */
const IN_FLIGHT = 5;

/** Where and how much is tried before a way is chosen. */
const SAMPLES = 4;
const SAMPLE_BYTES = 64 * 1024;

interface Way {
  readonly filter: Filter;
  readonly level: number;
}

/** Quickest first; the last is what sharp does by default. */
const ways = [
  { filter: filters.up, level: 1 },
  { filter: filters.up, level: 6 },
  { filter: filters.none, level: 6 },
] as const satisfies readonly Way[];
/** The quickest way is taken whose files are no larger than this times sharp's default. */
const TOLERANCE = 1.02;

const deflate = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.deflateRaw);

function room({ rowBytes }: Rows, rows: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(Math.ceil((rows * (rowBytes + 1) + 3) / 4));
}

/** How many whole rows come nearest to so many bytes. */
const rowsFor = ({ rowBytes, height }: Rows, bytes: number) =>
  Math.min(height, Math.max(1, Math.round(bytes / (rowBytes + 1))));

async function chooseWay(rows: Rows): Promise<Way> {
  const count = rowsFor(rows, SAMPLE_BYTES);
  const starts = new Set(
    Array.from({ length: SAMPLES }, (_, i) =>
      Math.floor(((rows.height - count) * (i + 0.5)) / SAMPLES),
    ),
  );
  const sizeOf = async ({ filter, level }: Way) => {
    const parts = [...starts].map((start) => {
      const filtered = filterRows(rows, start, start + count, filter, room(rows, count));
      return deflate(filtered, { level });
    });
    return (await Promise.all(parts)).reduce((sum, { length }) => sum + length, 0);
  };
  const [quick, middle, standard] = ways;
  const [quickSize, standardSize] = await Promise.all([sizeOf(quick), sizeOf(standard)]);
  const limit = standardSize * TOLERANCE;
  if (quickSize <= limit) return quick;
  return (await sizeOf(middle)) <= limit ? middle : standard;
}

/** All rows, filtered and deflated, as `IDAT` chunks that hold one zlib stream. */
async function dataChunks(rows: Rows, { filter, level }: Way): Promise<readonly Buffer[]> {
  const count = rowsFor(rows, STRIP_BYTES);
  const strips: Promise<Buffer>[] = [];
  const free: Uint32Array<ArrayBuffer>[] = [];
  let sum = 1;
  for (let start = 0; start < rows.height; start += count) {
    const end = Math.min(rows.height, start + count);
    if (strips.length >= IN_FLIGHT) await strips[strips.length - IN_FLIGHT];
    const memory = free.pop() ?? room(rows, count);
    const bytes = filterRows(rows, start, end, filter, memory);
    sum = adler32(bytes, sum);
    const finishFlush = end === rows.height ? zlib.constants.Z_FINISH : zlib.constants.Z_SYNC_FLUSH;
    const strip = deflate(bytes, { level, finishFlush, chunkSize: STRIP_BYTES / 4 });
    strips.push(
      strip.finally(() => {
        free.push(memory);
      }),
    );
  }
  const deflated = await Promise.all(strips);
  // Deflate with a window of 32 KiB and no dictionary (RFC 1950, section 2.2).
  const header = Buffer.from([0x78, 0x01]);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE(sum);
  return deflated.map((strip, i) => {
    const parts = [...(i === 0 ? [header] : []), strip];
    if (i === deflated.length - 1) parts.push(trailer);
    return chunk('IDAT', parts.length === 1 ? strip : Buffer.concat(parts));
  });
}

/**
 * Encodes pixels as PNG, exactly, in as many bits as they have, with their metadata.
 * @param density pixels per inch
 */
export async function encodePng(
  pixels: PixelsOf<Samples>,
  channels: 'rgba' | 'rgb' | 'alpha',
  metadata: Metadata,
  density: number | undefined,
): Promise<Buffer> {
  const rows = packedRows(pixels, channels);
  const data = await dataChunks(rows, await chooseWay(rows));
  return Buffer.concat([
    SIGNATURE,
    headerChunk(
      pixels.width,
      pixels.height,
      colourTypes[channels],
      pixels.rgba instanceof Uint16Array ? 16 : 8,
    ),
    ...metadataChunks(metadata),
    ...(density === undefined ? [] : [densityChunk(density)]),
    ...data,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
