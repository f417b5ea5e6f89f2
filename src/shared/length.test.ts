import { describe, expect, it } from 'vitest';
import { parseMargin, toPixels, type Length } from './length.ts';

const px = (value: number): Length => ({ value, unit: 'px' });
const percent = (value: number): Length => ({ value, unit: '%' });

describe('parseMargin', () => {
  it.each<[string, readonly [Length, Length, Length, Length]]>([
    ['0', [px(0), px(0), px(0), px(0)]],
    ['20px', [px(20), px(20), px(20), px(20)]],
    ['5%', [percent(5), percent(5), percent(5), percent(5)]],
    ['1.5%', [percent(1.5), percent(1.5), percent(1.5), percent(1.5)]],
    ['1 2', [px(1), px(2), px(1), px(2)]],
    ['1 2% 3', [px(1), percent(2), px(3), percent(2)]],
    ['1 2 3 4', [px(1), px(2), px(3), px(4)]],
    ['1px, 2px,3px 4%', [px(1), px(2), px(3), percent(4)]],
    ['  7 \t 8 ', [px(7), px(8), px(7), px(8)]],
    ['999999', [px(999_999), px(999_999), px(999_999), px(999_999)]],
  ])('reads %j', (text, [top, right, bottom, left]) => {
    expect(parseMargin(text)).toEqual({ top, right, bottom, left });
  });

  it.each([
    '',
    ' ',
    'x',
    '-1',
    '+1',
    '1em',
    '1 px',
    '.5',
    '5.',
    '1e3',
    '1,',
    '1 2 3 4 5',
    '1 x',
    'NaN',
    'Infinity',
    '1000000',
    '9'.repeat(400),
  ])('refuses %j', (text) => {
    expect(parseMargin(text)).toBeUndefined();
  });
});

describe('toPixels', () => {
  it.each([
    [px(12), 1000, 12],
    [px(12.4), 1000, 12],
    [px(12.5), 1000, 13],
    [percent(5), 1000, 50],
    [percent(100), 333, 333],
    [percent(0.1), 444, 0],
    [percent(150), 10, 15],
  ])('%j of %d is %d', (length, reference, expected) => {
    expect(toPixels(length, reference)).toBe(expected);
  });
});
