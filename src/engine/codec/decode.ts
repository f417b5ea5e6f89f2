import { extname } from 'node:path';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Warning } from '../../shared/cutout.ts';
import { errnoOf } from '../../shared/write-error.ts';
import { damaged } from './damaged.ts';
import { openBmp } from './open-bmp.ts';
import { openHeic } from './open-heic.ts';
import { openWithSharp } from './open-with-sharp.ts';
import type {
  Colours,
  DecodeOptions,
  Depth,
  OpenPicture,
  Picture,
  PictureHeader,
  ReadPixels,
} from './picture.ts';
import { spread, toBytes } from '../compose/samples.ts';
import { withFile } from './read-at.ts';
import { extensionDisagrees, sniff, SNIFF_BYTES, type ReadableFormat } from './sniff.ts';

export type { DecodeOptions, Picture, PictureHeader } from './picture.ts';

/**
 * How a picture file becomes pixels: its first bytes say the format (`sniff`), the format says who
 * opens it, opening it reads the header, and only a header within the limits is decoded.
 */
const openers: Readonly<Record<ReadableFormat, OpenPicture>> = {
  jpeg: openWithSharp,
  png: openWithSharp,
  webp: openWithSharp,
  avif: openWithSharp,
  tiff: openWithSharp,
  gif: openWithSharp,
  heic: openHeic,
  bmp: openBmp,
};

async function readHead(file: string): Promise<Buffer> {
  try {
    return await withFile(file, (read) => read(0, SNIFF_BYTES));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      throw new OffcutError('input-not-found', { path: file }, { cause: error });
    }
    throw new OffcutError(
      'input-unreadable',
      { path: file, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

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
  const { format } = sniffed;
  const opened = await openers[format](file, format, options).catch((error: unknown) => {
    throw damaged(error);
  });
  const { width, height } = opened;
  if (width * height > options.maxPixels) {
    throw new OffcutError('input-too-large', {
      megapixels: Math.ceil((width * height) / 1e5) / 10,
      limit: options.maxPixels / 1e6,
    });
  }
  if (width < 2 || height < 2) throw new OffcutError('input-too-small', { width, height });
  return { ...opened, file, format, options };
}

function warningsFor(
  { options, format, pages, space, metadata, depth }: PictureHeader,
  reduced: boolean,
): Warning[] {
  const found: Warning[] = [];
  if (extname(options.name) !== '' && extensionDisagrees(options.name, format)) {
    found.push('extension-mismatch');
  }
  if (pages.count > 1) found.push(pages.taken === 1 ? 'first-frame-only' : 'main-picture-only');
  if (space === 'other' || (space === 'grey' && metadata.icc)) found.push('converted-to-srgb');
  if (depth > 8 && reduced) found.push('reduced-to-8-bit');
  return found;
}

/** Whether every fourth byte, the alpha, is 255. */
export function isOpaque(rgba: Buffer): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}

async function readPixels(
  { options, ...header }: PictureHeader,
  colours: Colours,
  depth: Depth,
): Promise<ReadPixels> {
  try {
    return await header.readPixels(colours, false, depth);
  } catch (error) {
    if (!options.lenient) throw damaged(error);
    try {
      const { rgba, warnings } = await header.readPixels(colours, true, depth);
      return { rgba, warnings: [...warnings, 'damaged-source'] };
    } catch (again) {
      throw damaged(again);
    }
  }
}

/**
 * Decodes a picture at its full size.
 * @param wanted 16 gives samples of 16 bits beside those of 8: the source's own, or spread bytes
 * @throws OffcutError `input-damaged`
 */
export async function decode(
  header: PictureHeader,
  colours: Colours = 'own',
  wanted: Depth = 8,
): Promise<Picture> {
  const { width, height, format, depth, pages, space, hasAlpha, metadata, density } = header;
  const { rgba: found, warnings } = await readPixels(header, colours, wanted);
  const rgba = found instanceof Uint16Array ? toBytes(found) : found;
  const keepsProfile = space === 'rgb' && colours === 'own';
  return {
    width,
    height,
    rgba,
    rgba16: wanted === 8 ? undefined : found instanceof Uint16Array ? found : spread(found),
    opaque: !hasAlpha || isOpaque(rgba),
    format,
    depth,
    pages,
    metadata: { ...metadata, icc: keepsProfile ? metadata.icc : undefined },
    density,
    warnings: [...warningsFor(header, rgba === found), ...header.warnings, ...warnings],
  };
}
