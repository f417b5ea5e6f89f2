import type { Size } from '../../shared/cutout.ts';

/** For each place along a full side: the two neighbours on the small side, and how far between. */
export interface Axis {
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** 0 at `low`, 1 at `high`. */
  readonly share: Float32Array;
}

function axis(full: number, small: number): Axis {
  const low = new Int32Array(full);
  const high = new Int32Array(full);
  const share = new Float32Array(full);
  for (let i = 0; i < full; i++) {
    // Pixel centres lie at halves on both grids.
    const at = Math.min(small - 1, Math.max(0, ((i + 0.5) * small) / full - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(small - 1, Math.floor(at) + 1);
    share[i] = at - Math.floor(at);
  }
  return { low, high, share };
}

/** Bilinear interpolation from a small grid to a full-size one, prepared for both axes. */
export const sampler = (full: Size, small: Size): { readonly x: Axis; readonly y: Axis } => ({
  x: axis(full.width, small.width),
  y: axis(full.height, small.height),
});

/** Values that are kept for each place of a small grid, `channels` of them side by side. */
export interface GridValues {
  readonly values: Float32Array;
  readonly channels: number;
  /** Places along one row of the grid. */
  readonly columns: number;
}

/**
 * The small grid's values at the height of one full-size row: interpolated downwards once for each
 * column, so that what is left for each pixel is to interpolate across.
 * @param down the vertical axis of a `sampler`
 * @param first the first column that is wanted
 * @param last the last one
 * @param into room for `columns * channels`; only the wanted columns are written
 */
export function blendRows(
  { values, channels, columns }: GridValues,
  down: Axis,
  y: number,
  first: number,
  last: number,
  into: Float32Array,
): void {
  const upper = (down.low[y] as number) * columns * channels;
  const lower = (down.high[y] as number) * columns * channels;
  const share = down.share[y] as number;
  for (let i = first * channels; i < (last + 1) * channels; i++) {
    const above = values[upper + i] as number;
    into[i] = above + ((values[lower + i] as number) - above) * share;
  }
}
