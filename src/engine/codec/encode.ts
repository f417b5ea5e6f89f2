import type { Sharp } from 'sharp';
import { assertNever } from '../../shared/assert.ts';
import type { Size, Warning } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { OutputFormat, Recipe } from '../../shared/recipe.ts';
import type { Pixels, PixelsOf } from '../compose/place.ts';
import type { Samples } from '../compose/samples.ts';
import { metadataCarrier } from './carrier.ts';
import { exifForCutout } from './exif.ts';
import { sharp } from './image-library.ts';
import type { Metadata } from './metadata.ts';
import { encodePng } from './png/encode-png.ts';

/** The longest side in px that a format's container can say. */
const LONGEST_SIDE: Readonly<Record<OutputFormat, number>> = {
  png: 0x7fffffff,
  webp: 16_383,
  jpeg: 65_535,
  avif: 16_384,
  tiff: 0x7fffffff,
};

/** How many pixels fit one buffer of 4 GiB, the largest that Node.js 20 allows. */
const MOST_PIXELS = 2 ** 30;

/**
 * To be asked before memory is taken for a cutout of this size.
 * @throws OffcutError `output-too-large` when the format, or memory, cannot hold it
 */
export function refuseTooLarge({ width, height }: Size, format: OutputFormat): void {
  if (Math.max(width, height) > LONGEST_SIDE[format] || width * height > MOST_PIXELS) {
    throw new OffcutError('output-too-large', { width, height, format });
  }
}

/** The formats that sharp encodes; PNG has an encoder of its own. */
type SharpFormat = Exclude<OutputFormat, 'png'>;

function toFormat(image: Sharp, format: SharpFormat, quality: number | null): Sharp {
  switch (format) {
    case 'webp':
      // Effort 4, the default, takes twice as long for a few percent.
      return image.webp({ quality: quality ?? 90, alphaQuality: 100, effort: 2 });
    case 'jpeg':
      // Full chroma: a coloured subject on plain white shows every subsampled edge.
      return image.jpeg({ quality: quality ?? 90, chromaSubsampling: '4:4:4' });
    case 'avif':
      return image.avif({ quality: quality ?? 65, effort: 3, chromaSubsampling: '4:4:4' });
    case 'tiff':
      return image.tiff({ compression: 'deflate', predictor: 'horizontal' });
    default:
      return assertNever(format);
  }
}

/** The source's blocks as the recipe lets them into the cutout. */
function metadataFor(source: Metadata, { keepIcc, exif, channels }: Recipe['output']): Metadata {
  const keepLocation = exif === 'keep';
  return {
    icc: keepIcc && channels !== 'alpha' ? source.icc : undefined,
    exif:
      source.exif && exif !== 'strip' ? exifForCutout(source.exif, { keepLocation }) : undefined,
    // XMP can name a place in many vocabularies; only with the location allowed is it safe to keep.
    xmp: keepLocation ? source.xmp : undefined,
  };
}

/** What there is to say of a source's EXIF data that should have been kept. */
function exifWarnings(
  source: Metadata,
  kept: Metadata,
  { exif, format }: Recipe['output'],
): readonly Warning[] {
  if (!source.exif || exif === 'strip') return [];
  if (!kept.exif) return ['exif-left-out'];
  return format === 'tiff' ? ['exif-not-carried'] : [];
}

export interface Encoded {
  readonly bytes: Buffer;
  readonly warnings: readonly Warning[];
}

type Channels = 'rgba' | 'rgb' | 'alpha';

/** Lets what sharp found in its input into its output. */
function keepMetadata(image: Sharp, { icc, exif, xmp }: Metadata, density: number | undefined) {
  if (icc) image.keepIccProfile();
  if (exif) image.keepExif();
  if (xmp) image.keepXmp();
  if (density !== undefined) image.withDensity(density);
}

function encodeBySharp(
  { width, height, rgba }: Pixels,
  channels: Channels,
  format: SharpFormat,
  quality: number | null,
  metadata: Metadata,
  density: number | undefined,
): Promise<Buffer> {
  // Without a limit, because they are pixels of ours, whose number was checked before.
  const over = { raw: { width, height, channels: 4 as const }, limitInputPixels: false };
  const image = sharp(metadataCarrier(metadata))
    .extend({ right: width - 1, bottom: height - 1, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .boolean(rgba, 'or', over);
  if (channels === 'rgb') image.removeAlpha();
  if (channels === 'alpha') image.extractChannel(3).toColourspace('b-w');
  keepMetadata(image, metadata, density);
  return toFormat(image, format, quality).toBuffer();
}

/** TIFF of 16 bits, out of a PNG: sharp's carrier of metadata has pixels of 8 bits. */
function deepTiff(
  png: Buffer,
  channels: Channels,
  metadata: Metadata,
  density: number | undefined,
): Promise<Buffer> {
  const image = sharp(png, { limitInputPixels: false });
  image.toColourspace(channels === 'alpha' ? 'grey16' : 'rgb16');
  keepMetadata(image, metadata, density);
  return toFormat(image, 'tiff', null).toBuffer();
}

async function encodeAs(
  { width, height, rgba }: PixelsOf<Samples>,
  channels: Channels,
  format: OutputFormat,
  quality: number | null,
  metadata: Metadata,
  density: number | undefined,
): Promise<Buffer> {
  if (format !== 'png' && !(rgba instanceof Uint16Array)) {
    const pixels = { width, height, rgba };
    return encodeBySharp(pixels, channels, format, quality, metadata, density);
  }
  const png = await encodePng({ width, height, rgba }, channels, metadata, density);
  return format === 'png' ? png : deepTiff(png, channels, metadata, density);
}

/**
 * Encodes finished pixels, with what metadata the recipe keeps.
 * @param density pixels per inch
 * @throws OffcutError `output-too-large` when the format, or memory, cannot hold the size
 */
export async function encode(
  pixels: PixelsOf<Samples>,
  channels: Channels,
  output: Recipe['output'],
  source: Metadata,
  density: number | undefined,
): Promise<Encoded> {
  const { format, quality } = output;
  refuseTooLarge(pixels, format);
  const metadata = metadataFor(source, output);
  // sharp writes the density with an EXIF block of its own making, even where there was none.
  const inches = output.exif === 'strip' ? undefined : density;
  const bytes = await encodeAs(pixels, channels, format, quality, metadata, inches);
  return { bytes, warnings: exifWarnings(source, metadata, output) };
}
