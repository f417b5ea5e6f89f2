import colorString from 'color-string';

/** An sRGB colour: red, green, blue 0-255 and alpha 0-1. */
export interface Color {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly alpha: number;
}

const BARE_HEX = /^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/**
 * Reads a colour as CSS writes it: `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa` (the `#` may be left
 * out, as shells and URLs make it awkward), `rgb(1, 2, 3)`, `rgb(1 2 3 / 50%)`, or a CSS name.
 * Returns undefined for anything else.
 */
export function parseColor(text: string): Color | undefined {
  const trimmed = text.trim();
  const values = colorString.get.rgb(BARE_HEX.test(trimmed) ? `#${trimmed}` : trimmed);
  const [r, g, b, alpha] = values ?? [];
  if (r === undefined || g === undefined || b === undefined || alpha === undefined) {
    return undefined;
  }
  // color-string takes the dots in `rgb(.%, .%, .%)` for numbers.
  if (Number.isNaN(r + g + b + alpha)) return undefined;
  return { r, g, b, alpha };
}
