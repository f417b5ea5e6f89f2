import { parseColor, type Color } from '../../shared/color.ts';
import { hexOf } from '../ui/color-hex.ts';

function colorOf(hex: string): Color {
  const color = parseColor(hex);
  if (color === undefined) throw new Error(`${hex} is no colour`);
  return color;
}

/** A part of a colour, 0-255, in linear light, 0-1: sRGB of IEC 61966-2-1. */
function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance, 0-1, of WCAG 2.2. */
function luminance(hex: string): number {
  const { r, g, b } = colorOf(hex);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio, 1-21, of WCAG 2.2. */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

/** `share`: of the first, 0-1. */
function mix(first: string, second: string, share: number): string {
  const [one, other] = [colorOf(first), colorOf(second)];
  const part = (name: 'r' | 'g' | 'b') => one[name] * share + other[name] * (1 - share);
  return hexOf({ r: part('r'), g: part('g'), b: part('b') });
}

/** WCAG's AA for text: the accent is the colour of some. */
const LEAST_CONTRAST = 4.5;

/** The surfaces of `tokens.css` that an accent is hardest to read on, and that it is mixed into. */
const themes = {
  light: { against: '#f4f4f2', surface: '#fbfbfa', soft: 0.1, hover: '#000000' },
  dark: { against: '#26262a', surface: '#1d1d20', soft: 0.12, hover: '#ffffff' },
} as const;

/** What is written on the accent. */
const inks = ['#ffffff', '#1b1b1d'] as const;

/**
 * The custom properties that `tokens.css` takes its accent from, for each theme in which this
 * colour can be read; empty string: the theme keeps Offcut's own.
 * @param color `#rrggbb`
 */
export function accentProperties(color: string | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(themes).flatMap(([theme, { against, surface, soft, hover }]) => {
      const ink = inks.find((each) => color !== null && contrast(each, color) >= LEAST_CONTRAST);
      const isReadable = color !== null && contrast(color, against) >= LEAST_CONTRAST;
      const values =
        isReadable && ink !== undefined
          ? [color, mix(color, hover, 0.85), mix(color, surface, soft), ink]
          : ['', '', '', ''];
      return ['accent', 'accent-hover', 'accent-soft', 'on-accent'].map(
        (name, at) => [`--system-${theme}-${name}`, values[at] ?? ''] as const,
      );
    }),
  );
}

/** Has the whole window take up the system's accent. */
export function applyAccent(color: string | null): void {
  const { style } = document.documentElement;
  for (const [name, value] of Object.entries(accentProperties(color))) {
    style.setProperty(name, value);
  }
}
