import { expect, it } from 'vitest';
import { exampleName, insertToken } from './example-name.ts';

const now = new Date(2026, 10, 24, 14, 5, 33);

it.each([
  ['{name}', 'png', 'IMG_2041.png'],
  ['{name}.jpg', 'jpeg', 'IMG_2041.jpg'],
  ['{date}/{parent}-{index:4}', 'webp', '2026-11-24/Autumn-0007.webp'],
  ['{name}_{width}x{height}_{preset}', 'png', 'IMG_2041_4032x3024_custom.png'],
] as const)('%s as %s is %s', (template, format, name) => {
  expect(exampleName(template, format, null, now)).toBe(name);
});

it('refuses what the planner would refuse', () => {
  expect(() => exampleName('{nope}', 'png', null, now)).toThrow('{nope}');
});

it('puts a token in place of what is selected', () => {
  expect(insertToken('a--b', 'index', 2, 2)).toEqual({ text: 'a-{index}-b', caret: 9 });
  expect(insertToken('{name}', 'parent', 0, 6)).toEqual({ text: '{parent}', caret: 8 });
});
