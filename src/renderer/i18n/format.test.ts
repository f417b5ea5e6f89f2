import { describe, expect, it } from 'vitest';
import {
  durationOf,
  formatBytes,
  formatNumber,
  formatPercent,
  formatSize,
  formatWhen,
} from './format.ts';

/** Locales part numbers and units with spaces that do not break. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('sizes of files', () => {
  it.each([
    [0, 'en', '0 bytes'],
    [999, 'en', '999 bytes'],
    [1_000, 'en', '1 kB'],
    [12_345_678, 'en', '12.3 MB'],
    [999_950, 'en', '1 MB'],
    [250_000_000, 'en', '250 MB'],
    [12_345_678, 'de', '12,3 MB'],
    [12_345_678, 'fr', '12,3 Mo'],
    [4.2e15, 'en', '4,200 TB'],
  ])('%d in %s is %s', (bytes, locale, text) => {
    expect(plain(formatBytes(bytes, locale))).toBe(text);
  });
});

describe('durations', () => {
  it.each([
    [0, 'seconds', '0.0'],
    [1_440, 'seconds', '1.4'],
    [9_949, 'seconds', '9.9'],
    [9_950, 'seconds', '10'],
    [89_499, 'seconds', '89'],
    [89_500, 'minutes', '1'],
    [240_000, 'minutes', '4'],
    [5_369_999, 'minutes', '89'],
    [9_000_000, 'hours', '2.5'],
  ])('%d ms are %s: %s', (ms, unit, value) => {
    expect(durationOf(ms, 'en')).toEqual({ unit, value });
  });

  it('are written as the locale does', () => {
    expect(durationOf(1_440, 'de').value).toBe('1,4');
  });
});

describe('numbers', () => {
  it('are written as the locale does', () => {
    expect(formatNumber(12_345.5, 'de')).toBe('12.345,5');
    expect(plain(formatPercent(0.924, 'de'))).toBe('92 %');
    expect(formatPercent(0.924, 'en')).toBe('92%');
  });

  it('have no separators in sizes of pictures', () => {
    expect(formatSize({ width: 4032, height: 3024 }, 'en')).toBe('4032 × 3024');
  });
});

describe('points in time', () => {
  const now = new Date(2026, 10, 24, 18, 0);

  it('are told by the clock today', () => {
    expect(formatWhen(new Date(2026, 10, 24, 9, 5).getTime(), 'de', now)).toBe('09:05');
  });

  it('are told with their day before', () => {
    expect(formatWhen(new Date(2026, 10, 23, 9, 5).getTime(), 'de', now)).toBe('23.11.2026, 09:05');
  });
});
