import { expect, it } from 'vitest';
import { intersectionOverUnion } from './iou.ts';

const pair = {
  width: 5,
  height: 1,
  found: Uint8Array.of(255, 128, 127, 200, 0),
  reference: Uint8Array.of(255, 0, 255, 130, 10),
};

it('counts pixels from 0.5 on', () => {
  expect(intersectionOverUnion(pair)).toBe(2 / 4);
});

it('leaves out what is ignored', () => {
  expect(intersectionOverUnion({ ...pair, ignore: Uint8Array.of(1, 1, 0, 0, 0) })).toBe(1 / 2);
});

it('is 1 when there is no subject in either', () => {
  expect(intersectionOverUnion({ ...pair, ignore: Uint8Array.of(1, 1, 1, 1, 0) })).toBe(1);
});
