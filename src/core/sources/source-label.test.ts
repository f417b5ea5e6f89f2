import path from 'node:path';
import { expect, it } from 'vitest';
import { sourceLabel } from './source-label.ts';

const cwd = path.resolve('/work');
const file = (name: string) => ({ kind: 'file', path: path.resolve(name), folder: '' }) as const;

it('names a source as its user would', () => {
  expect(sourceLabel(file('/work/a/b.jpg'), cwd)).toBe(path.join('a', 'b.jpg'));
  expect(sourceLabel(file('/else/b.jpg'), cwd)).toBe(path.resolve('/else/b.jpg'));
  expect(sourceLabel({ kind: 'url', url: 'https://a.test/b' }, cwd)).toBe('https://a.test/b');
  expect(sourceLabel({ kind: 'stdin' }, cwd)).toBe('-');
});
