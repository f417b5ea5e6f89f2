import { expect, it } from 'vitest';
import { jobName } from './job-name.ts';

it.each([
  ['/home/a/pictures/mug.jpg', 'mug.jpg'],
  ['C:\\pictures\\mug.jpg', 'mug.jpg'],
])('%s', (path, name) => {
  expect(jobName({ kind: 'file', path, folder: '' })).toBe(name);
});

it.each([
  ['https://example.org/a/b%20c.png?x=1', 'b c.png'],
  ['https://example.org/a/100%.png', '100%.png'],
  ['https://example.org/', 'example.org'],
])('%s', (url, name) => {
  expect(jobName({ kind: 'url', url })).toBe(name);
});
