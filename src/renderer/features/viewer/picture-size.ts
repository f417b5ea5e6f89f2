import type { MediaSize } from '../../../shared/bridge/contract.ts';

/** The sizes that are shown, small ones first: they are there at once, and full ones take long. */
export const pictureSizes = [1024, 2048, 'full'] as const satisfies readonly MediaSize[];
export type PictureSize = (typeof pictureSizes)[number];

const rank = (size: PictureSize) => pictureSizes.indexOf(size);

/**
 * The smallest size with a px for every device px, or the very pixels once there is room for them.
 * @param longer px of the picture's longer side
 * @param zoom device px for each of them
 */
export const sizeNeeded = (longer: number, zoom: number): PictureSize =>
  (zoom < 1 && pictureSizes.find((size) => size !== 'full' && size >= longer * zoom)) || 'full';

/** Whether `wanted` shows more than `shown` does. What is there already never gets coarser. */
export const isFiner = (wanted: PictureSize, shown: PictureSize | undefined): boolean =>
  shown === undefined || rank(wanted) > rank(shown);

/** Device px for each px from which on they are shown as the squares that they are. */
export const PIXELATED_FROM = 3;
