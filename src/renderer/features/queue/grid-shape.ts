/** px between tiles, and around all of them. */
export const GAP = 12;
/** px below a tile's picture, for its name. */
export const CAPTION = 28;
/** px of a row of the list. */
export const ROW = 48;

export interface GridShape {
  readonly columns: number;
  /** px */
  readonly tile: number;
  /** px from the top of one row to the top of the next. */
  readonly rowHeight: number;
}

/**
 * How tiles fill a width without a ragged edge: as many as fit, grown to take all of it.
 * @param width px inside the padding
 * @param wanted px of a tile's side
 */
export function gridShape(width: number, wanted: number): GridShape {
  const columns = Math.max(1, Math.floor((width + GAP) / (wanted + GAP)));
  const tile = Math.max(1, Math.floor((width + GAP) / columns - GAP));
  return { columns, tile, rowHeight: tile + CAPTION + GAP };
}

/** What a key that moves means. */
export const moves = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
} as const;
export type Move = (typeof moves)[keyof typeof moves];

/**
 * Where a move leads in a list of `total`.
 * @param at -1: nowhere yet
 * @param page rows of one screen
 */
export function moved(
  move: Move,
  at: number,
  {
    total,
    columns,
    page,
  }: { readonly total: number; readonly columns: number; readonly page: number },
): number {
  if (at < 0) return move === 'last' ? total - 1 : 0;
  const steps: Readonly<Record<Exclude<Move, 'first' | 'last'>, number>> = {
    left: -1,
    right: 1,
    up: -columns,
    down: columns,
    'page-up': -columns * page,
    'page-down': columns * page,
  };
  if (move === 'first') return 0;
  if (move === 'last') return total - 1;
  const to = at + steps[move];
  // Up from the first row stays in its column.
  if (move === 'up' && to < 0) return at;
  return Math.min(Math.max(to, 0), total - 1);
}
