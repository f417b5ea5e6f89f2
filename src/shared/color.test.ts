import { describe, expect, it } from 'vitest';
import { parseColor } from './color.ts';

describe('parseColor', () => {
  it.each([
    ['#fff', 255, 255, 255, 1],
    ['abc', 0xaa, 0xbb, 0xcc, 1],
    ['#f008', 255, 0, 0, 0x88 / 255],
    ['0f0F', 0, 255, 0, 1],
    ['#123456', 0x12, 0x34, 0x56, 1],
    ['ABCDEF', 0xab, 0xcd, 0xef, 1],
    ['#12345680', 0x12, 0x34, 0x56, 128 / 255],
    ['123456ff', 0x12, 0x34, 0x56, 1],
    ['rgb(1, 2, 3)', 1, 2, 3, 1],
    ['rgb(1 2 3)', 1, 2, 3, 1],
    ['rgb(1 2 3 / 50%)', 1, 2, 3, 0.5],
    ['rgba(1, 2, 3, 0.25)', 1, 2, 3, 0.25],
    ['rgb(100%, 0%, 20%)', 255, 0, 51, 1],
    ['rgb(300, -5, 3)', 255, 0, 3, 1],
    ['red', 255, 0, 0, 1],
    ['RebeccaPurple', 102, 51, 153, 1],
    ['transparent', 0, 0, 0, 0],
    ['  white\n', 255, 255, 255, 1],
  ])('reads %j', (text, r, g, b, alpha) => {
    const color = parseColor(text);
    expect(color).toMatchObject({ r, g, b });
    expect(color?.alpha).toBeCloseTo(alpha, 10);
  });

  it.each([
    '',
    ' ',
    '#',
    '#12',
    '#12345',
    '#1234567',
    '#123456789',
    '##fff',
    '#ggg',
    'reddish',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'hsl(1, 2%, 3%)',
    'rgb()',
    'rgb(1, 2)',
    'rgb(1, 2, 3, 4, 5)',
    'rgb(a, b, c)',
    'rgb(.%, .%, .%)',
    'rgb(1%, 2%, 3%, .)',
    'red; blue',
    'url(x)',
    '1, 2, 3',
  ])('refuses %j', (text) => {
    expect(parseColor(text)).toBeUndefined();
  });
});
