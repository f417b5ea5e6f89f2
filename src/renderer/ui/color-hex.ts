import { parseColor, type Color } from '../../shared/color.ts';

const two = (value: number) => Math.round(value).toString(16).padStart(2, '0');

/** `#rrggbb`, rounded. */
export const hexOf = ({ r, g, b }: Omit<Color, 'alpha'>): string => `#${two(r)}${two(g)}${two(b)}`;

/** `#rrggbb` of a colour as recipes write it, without its alpha; undefined: it is none. */
export function toHex(text: string): string | undefined {
  const color = parseColor(text);
  return color && hexOf(color);
}
