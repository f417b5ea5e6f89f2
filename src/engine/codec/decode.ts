import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { KernelEnum, Metadata as SharpMetadata, SharpInput, SharpOptions } from 'sharp';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Warning } from '../../shared/cutout.ts';
import { sharp } from './image-library.ts';
import { refuseManyScans } from './jpeg-scans.ts';
import type { Metadata } from './metadata.ts';
import type { Size } from '../compose/geometry.ts';
import { extensionDisagrees, sniff, SNIFF_BYTES, type ReadableFormat } from './sniff.ts';

export interface DecodeOptions {
  /** The picture's name as the user knows it. */
  readonly name: string;
  readonly maxPixels: number;
  /** Take what is readable of a damaged picture. */
  readonly lenient: boolean;
}

/** What the header of a picture file says, before any pixel is decoded. */
export interface PictureHeader {
  readonly file: string;
  readonly format: ReadableFormat;
  /** Upright, i.e. after its orientation is applied, in px. */
  readonly width: number;
  readonly height: number;
  readonly metadata: SharpMetadata;
  readonly options: DecodeOptions;
}

/** A decoded picture: upright, 8 bits per channel, interleaved R G B A, not premultiplied. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly rgba: Buffer;
  readonly opaque: boolean;
  readonly format: ReadableFormat;
  /** The blocks of the source as they are; the ICC profile only if it describes `rgba`. */
  readonly metadata: Metadata;
  /** Pixels per inch, when the source says. */
  readonly density: number | undefined;
  readonly warnings: readonly Warning[];
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

async function readHead(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') {
      throw new OffcutError('input-not-found', { path: file }, { cause: error });
    }
    throw new OffcutError(
      'input-unreadable',
      { path: file, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

/** sharp's message may run over several lines, the first of which says what matters. */
function damaged(error: unknown): OffcutError {
  const reason = (reasonOf(error).split('\n', 1)[0] ?? '').replace(/:\s*$/, '');
  return new OffcutError('input-damaged', { reason }, { cause: error });
}

const sharpOptions = (options: DecodeOptions): SharpOptions => ({
  failOn: options.lenient ? 'none' : 'warning',
  limitInputPixels: options.maxPixels,
  pages: 1,
});

/**
 * Reads and checks a picture's header.
 * @throws OffcutError `input-not-found`, `input-unreadable`, `input-empty`, `input-not-an-image`,
 *   `input-format-unsupported`, `input-damaged`, `input-too-large`, `input-too-small`,
 *   `input-too-complex`
 */
export async function readHeader(file: string, options: DecodeOptions): Promise<PictureHeader> {
  const head = await readHead(file);
  if (head.length === 0) throw new OffcutError('input-empty');
  const sniffed = sniff(head);
  if (sniffed.kind === 'unknown') throw new OffcutError('input-not-an-image');
  if (sniffed.kind === 'unsupported') {
    throw new OffcutError('input-format-unsupported', { format: sniffed.format });
  }

  let metadata: SharpMetadata;
  try {
    // Without a limit, because only the header is read here and the size it claims is to be told.
    metadata = await sharp(file, { ...sharpOptions(options), limitInputPixels: false }).metadata();
  } catch (error) {
    throw damaged(error);
  }
  const { width, height } = metadata.autoOrient;
  if (width * height > options.maxPixels) {
    throw new OffcutError('input-too-large', {
      megapixels: Math.ceil((width * height) / 1e5) / 10,
      limit: options.maxPixels / 1e6,
    });
  }
  if (width < 2 || height < 2) throw new OffcutError('input-too-small', { width, height });
  if (sniffed.format === 'jpeg' && metadata.isProgressive) await refuseManyScans(file);
  return { file, format: sniffed.format, width, height, metadata, options };
}

/** RGB is taken as it is and keeps its profile; any other colour space becomes sRGB. */
const isRgb = ({ space }: SharpMetadata) =>
  space === 'srgb' || space === 'rgb' || space === 'rgb16';
const isGrey = ({ space }: SharpMetadata) => space === 'b-w' || space === 'grey16';

function warningsFor(header: PictureHeader): Warning[] {
  const { metadata, options, format } = header;
  const found: Warning[] = [];
  if (extname(options.name) !== '' && extensionDisagrees(options.name, format)) {
    found.push('extension-mismatch');
  }
  if ((metadata.pages ?? 1) > 1) found.push('first-frame-only');
  if (!isRgb(metadata) && (!isGrey(metadata) || metadata.icc)) found.push('converted-to-srgb');
  if (metadata.depth !== 'uchar') found.push('reduced-to-8-bit');
  return found;
}

/** Whether every fourth byte, the alpha, is 255. */
export function isOpaque(rgba: Buffer): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}

/** RGB pictures in their own colours with their profile, or converted to sRGB by it. */
type Colours = 'own' | 'srgb';

async function decodePixels(
  input: SharpInput,
  { width, height, metadata }: PictureHeader,
  options: SharpOptions,
  colours: Colours,
): Promise<Buffer> {
  const ignoreIcc = isRgb(metadata) && colours === 'own';
  const { data, info } = await sharp(input, { ...options, ignoreIcc })
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 4) {
    throw new Error(
      `decoded ${info.width} x ${info.height} where the header says ${width} x ${height}`,
    );
  }
  return data;
}

/**
 * Whether `decodeSmall` is worth its while: libjpeg can leave out detail while it decodes, as long
 * as the picture is at least twice as large as it is wanted.
 */
export const decodesSmall = (
  { format, metadata, width, height }: PictureHeader,
  wanted: Size,
): boolean =>
  format === 'jpeg' && isRgb(metadata) && width >= 2 * wanted.width && height >= 2 * wanted.height;

/**
 * A picture that `decodesSmall`, at a small size straight from its file: takes a third of the time
 * of decoding it all, and nobody has to wait for that.
 * @returns R G B in the picture's own colours, upright, `width * height * 3` bytes
 * @throws OffcutError `input-damaged`
 */
export async function decodeSmall(
  { options, file }: PictureHeader,
  { width, height, kernel }: Size & { readonly kernel: keyof KernelEnum },
): Promise<Buffer> {
  try {
    return await sharp(file, { ...sharpOptions(options), failOn: 'warning', ignoreIcc: true })
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .resize(width, height, { fit: 'fill', kernel })
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw damaged(error);
  }
}

/**
 * Decodes a picture at its full size.
 * @throws OffcutError `input-damaged`
 */
export async function decode(header: PictureHeader, colours: Colours = 'own'): Promise<Picture> {
  const { metadata, options, file, width, height, format } = header;
  const warnings = warningsFor(header);
  let rgba: Buffer;
  try {
    rgba = await decodePixels(
      file,
      header,
      { ...sharpOptions(options), failOn: 'warning' },
      colours,
    );
  } catch (error) {
    if (!options.lenient) throw damaged(error);
    try {
      rgba = await decodePixels(file, header, sharpOptions(options), colours);
      warnings.push('damaged-source');
    } catch (again) {
      throw damaged(again);
    }
  }
  const icc = isRgb(metadata) && colours === 'own' ? metadata.icc : undefined;
  return {
    width,
    height,
    rgba,
    opaque: !metadata.hasAlpha || isOpaque(rgba),
    format,
    metadata: { icc, exif: metadata.exif, xmp: metadata.xmp },
    density: metadata.density,
    warnings,
  };
}
