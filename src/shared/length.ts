/** A distance: pixels of the source, or percent of the subject box's longer side. */
export interface Length {
  readonly value: number;
  readonly unit: 'px' | '%';
}

/** Margins around the subject box, clockwise from the top. */
export interface Margin {
  readonly top: Length;
  readonly right: Length;
  readonly bottom: Length;
  readonly left: Length;
}

/** At most six digits: more is a slip, and would overflow what is computed from it. */
const LENGTH = /^(\d{1,6}(?:\.\d+)?)(px|%)?$/;

function parseLength(text: string): Length | undefined {
  const match = LENGTH.exec(text);
  if (match === null) return undefined;
  return { value: Number(match[1]), unit: match[2] === '%' ? '%' : 'px' };
}

/**
 * Reads one to four lengths with CSS's meaning (all; vertical horizontal; top horizontal bottom;
 * top right bottom left): `20px`, `5%`, `10 20 10 20`. A bare number is pixels.
 * Returns undefined when it cannot be read.
 */
export function parseMargin(text: string): Margin | undefined {
  const lengths = text
    .trim()
    .split(/[\s,]+/)
    .map(parseLength);
  if (lengths.length > 4) return undefined;
  const [top, right = top, bottom = top, left = right] = lengths;
  if (lengths.includes(undefined) || !top || !right || !bottom || !left) return undefined;
  return { top, right, bottom, left };
}

/** A length in source pixels, for a subject box whose longer side is `reference` px. */
export function toPixels(length: Length, reference: number): number {
  return Math.round(length.unit === '%' ? (length.value / 100) * reference : length.value);
}
