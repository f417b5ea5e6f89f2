import { expect, it } from 'vitest';
import { toHex } from './color-hex.ts';

it.each([
  ['#FFF', '#ffffff'],
  ['rgb(1, 2, 3)', '#010203'],
  ['teal', '#008080'],
  ['no colour', undefined],
])('%s is %s', (text, hex) => {
  expect(toHex(text)).toBe(hex);
});
