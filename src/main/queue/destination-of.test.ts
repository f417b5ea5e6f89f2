import { describe, expect, it } from 'vitest';
import type { Input } from '../inputs/inputs.ts';
import { byDestination } from './destination-of.ts';

const input = (kind: Input['kind'], place: string): Input => ({ id: place, kind, name: '', place });
const shoe = input('file', '/shop/shoes/a.jpg');
const mug = input('file', '/shop/mugs/b.jpg');
const folder = input('folder', '/shop/bags');
const pasted = input('pasted', '/data/pasted/c.png');
const web = input('address', 'https://example.com/d.png');
const all = [shoe, mug, folder, pasted, web];

const sorted = (setting: Parameters<typeof byDestination>[1]) =>
  [...byDestination(all, setting, '/pictures')].map(([to, from]) => [to, from.map(({ id }) => id)]);

describe('byDestination', () => {
  it('puts all into the folder for pictures', () => {
    expect(sorted({ type: 'pictures' })).toEqual([['/pictures/Offcut', all.map(({ id }) => id)]]);
  });

  it('puts all into one folder', () => {
    expect(sorted({ type: 'folder', path: '/out' })).toEqual([['/out', all.map(({ id }) => id)]]);
  });

  it('puts cutouts beside their originals, and those without a place of their own elsewhere', () => {
    expect(sorted({ type: 'beside', name: 'cut' })).toEqual([
      ['/shop/shoes/cut', [shoe.id]],
      ['/shop/mugs/cut', [mug.id]],
      ['/shop/bags/cut', [folder.id]],
      ['/pictures/Offcut', [pasted.id, web.id]],
    ]);
  });
});
