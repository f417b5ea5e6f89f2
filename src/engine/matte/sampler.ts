import type { Size } from '../compose/geometry.ts';

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
