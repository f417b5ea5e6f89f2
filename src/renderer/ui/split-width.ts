/** px. */
export interface WidthLimits {
  readonly min: number;
  readonly max: number;
  /** What a double-click goes back to. */
  readonly usual: number;
}

const STEP = 8;
const LONG_STEP = 40;

export const clampWidth = (width: number, { min, max }: WidthLimits): number =>
  Math.round(Math.min(Math.max(width, min), max));

/** How wide the side at the right is after a key on its handle; undefined: the key is not for it. */
export function widthAfterKey(
  key: string,
  shift: boolean,
  width: number,
  limits: WidthLimits,
): number | undefined {
  const step = shift ? LONG_STEP : STEP;
  switch (key) {
    case 'ArrowLeft':
      return clampWidth(width + step, limits);
    case 'ArrowRight':
      return clampWidth(width - step, limits);
    case 'Home':
      return limits.max;
    case 'End':
      return limits.min;
    case 'Enter':
      return limits.usual;
    default:
      return undefined;
  }
}
