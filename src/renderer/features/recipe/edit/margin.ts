import { parseMargin, type Length } from '../../../../shared/length.ts';

export type MarginUnit = Length['unit'];
export const sides = ['top', 'right', 'bottom', 'left'] as const;
export type Side = (typeof sides)[number];

/** A margin as the panel shows it: one unit, and one number where all sides are alike. */
export interface MarginParts {
  readonly unit: MarginUnit;
  readonly values: Readonly<Record<Side, number>>;
  readonly isUniform: boolean;
}

/** A recipe may mix units, which the panel does not: the top's is then the one that is shown. */
export function readMargin(text: string): MarginParts {
  const zero: Length = { value: 0, unit: '%' };
  const margin = parseMargin(text) ?? { top: zero, right: zero, bottom: zero, left: zero };
  const { top, right, bottom, left } = margin;
  const isUniform = [right, bottom, left].every(
    ({ value, unit }) => value === top.value && unit === top.unit,
  );
  return {
    // No margin has no unit; percent is right for pictures of all sizes.
    unit: isUniform && top.value === 0 ? '%' : top.unit,
    values: { top: top.value, right: right.value, bottom: bottom.value, left: left.value },
    isUniform,
  };
}

export function writeMargin({ unit, values }: Pick<MarginParts, 'unit' | 'values'>): string {
  const texts = sides.map((side) => `${values[side]}${unit}`);
  return new Set(texts).size === 1 ? (texts[0] ?? '0') : texts.join(' ');
}

export const allSides = (value: number): MarginParts['values'] => ({
  top: value,
  right: value,
  bottom: value,
  left: value,
});
