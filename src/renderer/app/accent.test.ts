import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { accentProperties, contrast } from './accent.ts';

const tokens = readFileSync(path.resolve(import.meta.dirname, '../styles/tokens.css'), 'utf8');

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#123456', '#123456')).toBe(1);
  });
});

describe('accentProperties', () => {
  it.each([
    ['#0a4fa0', true, false],
    ['#ffd54a', false, true],
    ['#0078d7', false, false],
    ['#ffffff', false, true],
    ['#000000', true, false],
    [null, false, false],
  ])('takes %s in the themes where it can be read', (color, light, dark) => {
    const properties = accentProperties(color);
    expect(properties['--system-light-accent']).toBe(light ? color : '');
    expect(properties['--system-dark-accent']).toBe(dark ? color : '');
  });

  it('leaves everything on it and around it readable', () => {
    const steps = ['00', '33', '66', '99', 'cc', 'ff'];
    const colors = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));
    const texts = { light: ['#1b1b1d', '#5d5d63'], dark: ['#ededf0', '#a3a3ab'] };
    let taken = 0;
    for (const color of colors) {
      const properties = accentProperties(color);
      const of = (name: string) => properties[name] ?? '';
      for (const [theme, inks] of Object.entries(texts)) {
        if (of(`--system-${theme}-accent`) === '') continue;
        taken++;
        const ink = of(`--system-${theme}-on-accent`);
        expect(contrast(ink, color), color).toBeGreaterThanOrEqual(4.5);
        const hover = of(`--system-${theme}-accent-hover`);
        expect(contrast(ink, hover), color).toBeGreaterThanOrEqual(4.5);
        const soft = of(`--system-${theme}-accent-soft`);
        for (const text of inks) expect(contrast(text, soft), color).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(taken).toBeGreaterThan(50);
  });

  it('names what the tokens take', () => {
    for (const name of Object.keys(accentProperties(null)))
      expect(tokens).toContain(`var(${name},`);
  });
});
