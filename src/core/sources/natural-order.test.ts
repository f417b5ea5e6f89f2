import { expect, it } from 'vitest';
import { comparePaths } from './natural-order.ts';

it('orders numbers by value, folder by folder', () => {
  const paths = ['/p/img10.jpg', '/p/img2.jpg', '/p 2/a.jpg', '/p/b/1.jpg', '/p/img01.jpg', '/p'];
  expect(paths.toSorted(comparePaths)).toEqual([
    '/p',
    '/p/b/1.jpg',
    '/p/img01.jpg',
    '/p/img2.jpg',
    '/p/img10.jpg',
    '/p 2/a.jpg',
  ]);
});

it('gives different paths an order of their own', () => {
  expect(comparePaths('/1', '/01')).toBe(-comparePaths('/01', '/1'));
  expect(comparePaths('/1', '/01')).not.toBe(0);
  expect(comparePaths('/a', '/a')).toBe(0);
});
