import type { Size } from '../../../shared/cutout.ts';

/** The sides of a tile in px. */
const TILE = 8;

/** Part of a picture: columns and rows from `left`, `top` up to before `right`, `bottom`. */
export interface Tile {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The least and the largest byte of each tile. */
function extremes(matte: Buffer, { width, height }: Size, columns: number, rows: number) {
  const low = new Uint8Array(columns * rows).fill(255);
  const high = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / TILE) * columns;
    for (let column = 0; column < columns; column++) {
      const from = y * width + column * TILE;
      const to = y * width + Math.min(width, (column + 1) * TILE);
      let [least, most] = [low[row + column] as number, high[row + column] as number];
      for (let at = from; at < to; at++) {
        const value = matte[at] as number;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      low[row + column] = least;
      high[row + column] = most;
    }
  }
  return { low, high };
}

/**
 * Calls `work` for each tile that has different bytes within `reach` px, as there are few: a matte
 * is all inside or all outside nearly everywhere.
 */
export function eachMixedTile(
  matte: Buffer,
  size: Size,
  reach: number,
  work: (tile: Tile) => void,
): void {
  const columns = Math.ceil(size.width / TILE);
  const rows = Math.ceil(size.height / TILE);
  const { low, high } = extremes(matte, size, columns, rows);
  const tiles = Math.ceil(reach / TILE);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = low[row * columns + column] as number;
      let mixed = false;
      for (let v = Math.max(0, row - tiles); v <= Math.min(rows - 1, row + tiles); v++) {
        const right = v * columns + Math.min(columns - 1, column + tiles);
        for (let at = v * columns + Math.max(0, column - tiles); at <= right; at++) {
          if (low[at] !== value || high[at] !== value) mixed = true;
        }
      }
      if (!mixed) continue;
      const [left, top] = [column * TILE, row * TILE];
      const right = Math.min(size.width, left + TILE);
      work({ left, top, right, bottom: Math.min(size.height, top + TILE) });
    }
  }
}
