import { expect, it } from 'vitest';
import { folderNameProblem } from './folder-name.ts';

it.each([
  ['cutouts', null],
  [' Freisteller 2026 ', null],
  ['  ', 'empty'],
  ['a/b', 'forbidden'],
  ['a\\b', 'forbidden'],
  ['a:b', 'forbidden'],
  ['a\tb', 'forbidden'],
  ['..', 'dots'],
  ['cut.', 'dots'],
  ['x'.repeat(201), 'long'],
])('%j as the name of a folder: %s', (text, problem) => {
  expect(folderNameProblem(text)).toBe(problem);
});
