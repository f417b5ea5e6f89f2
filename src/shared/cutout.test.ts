import { describe, expect, it } from 'vitest';
import { warningSentence } from './cutout.ts';

const source = { width: 4, height: 3, format: 'heic', depth: 10, pages: 7, page: 5 };

describe('warningSentence', () => {
  it.each([
    ['first-frame-only', 'The source has 7 pictures, frames or pages; only the first was taken.'],
    ['main-picture-only', 'The source has 7 pictures; only its main one, number 5, was taken.'],
    ['reduced-to-8-bit', 'The source has 10 bits per channel; the cutout has 8.'],
    ['converted-to-srgb', 'The colours were converted to sRGB.'],
  ] as const)('%s', (warning, sentence) => {
    expect(warningSentence(warning, source)).toBe(sentence);
  });
});
