import { expect, it } from 'vitest';
import { fieldOfError } from './error-field.ts';

it.each([
  ['hot-folder-unusable', 'folder'],
  ['hot-folder-overlap', 'destination'],
  ['hot-folder-loop', 'destination'],
  ['output-unwritable', 'destination'],
  ['hot-folder-shared', 'originals'],
  ['hot-folder-done-unusable', 'originals'],
  ['preset-unknown', 'preset'],
  ['queue-disk-full', null],
  ['internal', null],
] as const)('%s stands beside %s', (code, field) => {
  expect(fieldOfError(code)).toBe(field);
});
