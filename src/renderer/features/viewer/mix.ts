/**
 * How much of the picture is the one before: 1 all of it, 0 none. It places the wipe's handle, from
 * the left, and the onion's opacity. A share, not px, so that it survives every change of size. Pure.
 */

export const MIDDLE = 0.5;

const held = (share: number) => Math.min(1, Math.max(0, share));

export const percentOf = (share: number) => Math.round(share * 100);

/** The share at `x` of a span, both in px. */
export function shareAt(x: number, [from, to]: readonly [number, number]): number {
  return to <= from ? MIDDLE : held((x - from) / (to - from));
}

/** Where a share lies in a span, in px. */
export const placeOf = (share: number, [from, to]: readonly [number, number]): number =>
  from + share * (to - from);

/** The keys that every mode with a mix hears. */
export function mixKey(key: string): number | undefined {
  if (key === '1') return 1;
  if (key === '2') return MIDDLE;
  if (key === '3') return 0;
  return undefined;
}

/** The keys of the handle itself, as sliders have them; undefined for any other key. */
export function sliderKey(share: number, key: string, shift: boolean): number | undefined {
  const step = shift ? 10 : 1;
  const percent = percentOf(share);
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return held((percent - step) / 100);
    case 'ArrowRight':
    case 'ArrowUp':
      return held((percent + step) / 100);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}
