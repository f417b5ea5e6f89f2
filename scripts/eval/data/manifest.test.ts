import path from 'node:path';
import { expect, it } from 'vitest';
import { parseManifest } from './manifest.ts';

const pair = { id: 'a', image: 'p/a.jpg', mask: 'p/a.mask.png', kind: 'cat', mask_type: 'binary' };
const parse = (value: unknown) => parseManifest(JSON.stringify(value), '/data');

it('reads what it needs, and lets the rest through', () => {
  const data = parse({
    note: 'more',
    pairs: [{ ...pair, licence: 'MIT' }],
    backgrounds: [{ id: 'b', image: 'b.png' }],
  });
  expect(data).toEqual({
    pairs: [
      {
        id: 'a',
        kind: 'cat',
        maskType: 'binary',
        image: path.join('/data', 'p/a.jpg'),
        mask: path.join('/data', 'p/a.mask.png'),
        maskScaled: false,
      },
    ],
    cutouts: [],
    backgrounds: [{ id: 'b', image: path.join('/data', 'b.png') }],
  });
});

it.each([
  ['pairs[0].mask_type', { pairs: [{ ...pair, mask_type: 'grey' }] }],
  ['pairs[1].mask', { pairs: [pair, { ...pair, id: 'b', mask: undefined }] }],
  ['pairs[1].id: a is there twice', { pairs: [pair, pair] }],
  ['cutouts', { cutouts: 3 }],
])('names the field that is wrong: %s', (name, manifest) => {
  expect(() => parse(manifest)).toThrow(name);
});

it('says when it is not JSON', () => {
  expect(() => parseManifest('{', '/data')).toThrow('manifest.json is not JSON');
});
