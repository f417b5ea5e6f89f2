import { assertNever } from '../../shared/assert.ts';
import path from 'node:path';
import { sizePresets, type OutputFormat, type Recipe } from '../../shared/recipe.ts';
import { sizeSourceOf } from '../../shared/cutout-size.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Placement } from '../../shared/queue.ts';
import { sourceName } from '../sources/source-name.ts';
import type { Source } from '../sources/source.ts';
import type { FolderLook, Volume } from './look-at-folder.ts';
import type { PlannedOutput } from './plan-outputs.ts';

/** What a disk is asked for and has; bytes. */
export interface SpaceEstimate {
  /** A folder on it. */
  readonly path: string;
  readonly needed: number;
  /** null where it could not be told. */
  readonly free: number | null;
}

/**
 * Bytes of file for each pixel, measured on the eight pictures of `samples/`: as they are and
 * written anew by sharp with its defaults for sources, cut out by Offcut for outputs. Busier
 * pictures take up to three times as much, as sources and as outputs alike; what is used here is
 * their ratio.
 */
const JPEG_DENSITY = 0.19;
/** No encoder of ours writes it; it is made to need half of what JPEG needs. */
const HEIC_DENSITY = JPEG_DENSITY / 2;
const sourceDensity: ReadonlyMap<string, number> = new Map([
  ['png', 1.28],
  ['tif', 1.07],
  ['tiff', 1.07],
  ['gif', 0.49],
  ['webp', 0.05],
  ['avif', 0.024],
  ['heic', HEIC_DENSITY],
  ['heif', HEIC_DENSITY],
  ['hif', HEIC_DENSITY],
  // 24 bits, not compressed.
  ['bmp', 3],
  ['dib', 3],
]);
const outputDensity: Readonly<Record<OutputFormat, number>> = {
  png: 0.61,
  tiff: 0.58,
  jpeg: 0.11,
  webp: 0.1,
  avif: 0.05,
};
/** The matte alone, as a PNG of one channel. */
const MATTE_DENSITY = 0.05;

function pixelsOf(recipe: Recipe, sourcePixels: number): number {
  const source = sizeSourceOf(recipe);
  if (source.kind === 'recipe') return source.size.width * source.size.height;
  const { size } = recipe.canvas;
  if (size === 'full') return sourcePixels;
  if (typeof size === 'string') return Math.min(sourcePixels, sizePresets[size] ** 2);
  if ('megapixels' in size) return Math.min(sourcePixels, size.megapixels * 1e6);
  const side = size.width ?? size.height;
  return side === undefined ? sourcePixels : side ** 2;
}

/**
 * About what the cutout of a source file of so many bytes will take, in bytes. A guess by the
 * source's extension: nothing is opened for it.
 */
export function estimateBytes(source: Source, bytes: number, recipe: Recipe): number {
  const { format, channels } = recipe.output;
  const { extension } = sourceName(source);
  const sourcePixels = bytes / (sourceDensity.get(extension) ?? JPEG_DENSITY);
  const density =
    channels === 'alpha' ? Math.min(MATTE_DENSITY, outputDensity[format]) : outputDensity[format];
  return Math.ceil(pixelsOf(recipe, sourcePixels) * density);
}

/** How many files are surely to be added. */
function leastFiles(count: number, placement: Placement): number {
  switch (placement) {
    case 'rename':
    case 'replace':
      return count;
    case 'overwrite':
      // The new one is there before the old one goes.
      return Math.min(count, 1);
    case 'skip':
      return 0;
    default:
      return assertNever(placement);
  }
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);

/**
 * What is to be said of the outputs that one disk is to take. `refusal` (`output-no-space`) only
 * where they surely do not fit: a file takes a block, whatever is in it (some file systems keep
 * tiny ones elsewhere, but no picture worth cutting out is as small). `warning` is
 * `output-space-low`.
 */
export function judgeSpace(
  { path, needed }: SpaceEstimate,
  count: number,
  volume: Volume,
  placement: Placement,
): { readonly refusal?: OffcutError; readonly warning?: OffcutError } {
  const least = leastFiles(count, placement);
  if (least * volume.block > volume.free || least > (volume.files ?? Infinity)) {
    return { refusal: new OffcutError('output-no-space', { path, count }) };
  }
  if (needed <= volume.free) return {};
  const params = { path, needed: megabytes(needed), free: Math.floor(volume.free / 1e6) };
  return { warning: new OffcutError('output-space-low', params) };
}

export interface SpaceFacts {
  /** Bytes of the sources that are files. */
  readonly files: ReadonlyMap<Source, number>;
  readonly looks: readonly FolderLook[];
  readonly recipe: Recipe;
  readonly placement: Placement;
}

interface Share {
  readonly path: string;
  readonly volume: Volume | undefined;
  count: number;
  needed: number;
}

export interface SpaceReckoning {
  /** One for each disk. */
  readonly estimates: readonly SpaceEstimate[];
  readonly refusals: readonly OffcutError[];
  readonly warnings: readonly OffcutError[];
}

/** Adds up what each disk is to take, and judges it. */
export function reckonSpace(
  planned: readonly PlannedOutput[],
  { files, looks, recipe, placement }: SpaceFacts,
): SpaceReckoning {
  const volumes = new Map(looks.map(({ real, volume }) => [real, volume]));
  const shares = new Map<number | undefined, Share>();
  for (const { source, target } of planned) {
    const folder = path.dirname(target);
    const volume = volumes.get(folder);
    const share = shares.get(volume?.id) ?? { path: folder, volume, count: 0, needed: 0 };
    share.count += 1;
    share.needed += estimateBytes(source, files.get(source) ?? 0, recipe);
    shares.set(volume?.id, share);
  }
  const estimates: SpaceEstimate[] = [];
  const refusals: OffcutError[] = [];
  const warnings: OffcutError[] = [];
  for (const { path: folder, volume, count, needed } of shares.values()) {
    const estimate = { path: folder, needed, free: volume?.free ?? null };
    estimates.push(estimate);
    if (volume === undefined) continue;
    const { refusal, warning } = judgeSpace(estimate, count, volume, placement);
    if (refusal !== undefined) refusals.push(refusal);
    if (warning !== undefined) warnings.push(warning);
  }
  return { estimates, refusals, warnings };
}
