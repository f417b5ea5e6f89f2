import { describe, expect, it } from 'vitest';
import { fakeModel } from '../../../test/helpers/model.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { postprocess } from './postprocess.ts';

const plain = fakeModel();
const sigmoid = fakeModel({}, { activation: 'sigmoid' });
const minMax = fakeModel({}, { minMax: true });
const both = fakeModel({}, { activation: 'sigmoid', minMax: true });
const matte = (values: readonly number[], model = plain) => [
  ...postprocess(Float32Array.from(values), model, Buffer.alloc(values.length)),
];
const codeFor = async (values: readonly number[], model = plain) =>
  (await refusal(() => matte(values, model))).code;

describe('postprocess', () => {
  it('takes 0-1 as 0-255, rounded', () => {
    expect(matte([0, 0.25, 0.5, 0.75, 1])).toEqual([0, 64, 128, 191, 255]);
  });

  it('takes 0-1 as 0-65535 where it has the room', () => {
    const deep = postprocess(Float32Array.of(0, 0.25, 0.5, 1, 2), plain, new Uint16Array(5));
    expect([...deep]).toEqual([0, 16384, 32768, 65535, 65535]);
  });

  it('clamps', () => {
    expect(matte([-3, -0.001, 1.001, 7, Infinity, -Infinity])).toEqual([0, 0, 255, 255, 255, 0]);
  });

  it('applies the sigmoid', () => {
    const expected = [-1000, -2, 0, 2, 1000].map((x) => Math.round(255 / (1 + Math.exp(-x))));
    expect(matte([-1000, -2, 0, 2, 1000], sigmoid)).toEqual(expected);
    expect(expected).toEqual([0, 30, 128, 225, 255]);
  });

  it('stretches to its own minimum and maximum', () => {
    expect(matte([0.2, 0.3, 0.45, 0.6], minMax)).toEqual([0, 64, 159, 255]);
    expect(matte([-10, 0, 30], minMax)).toEqual([0, 64, 255]);
    const low = 1 / (1 + Math.exp(1));
    const high = 1 / (1 + Math.exp(-3));
    const middle = Math.round((255 * (0.5 - low)) / (high - low));
    expect(matte([-1, 0, 3], both)).toEqual([0, middle, 255]);
  });

  it('does not stretch a flat output, and does not divide by zero', async () => {
    expect(await codeFor([0.1, 0.1, 0.1], minMax)).toBe('no-subject');
    expect(await codeFor([0, 0, 0], minMax)).toBe('no-subject');
    expect(await codeFor([0.9, 0.9, 0.9], minMax)).toBe('no-background');
    expect(await codeFor([0.1, 0.1 + 1e-8, 0.1], minMax)).toBe('no-subject');
  });

  it.each([
    ['not a number', [0, Number.NaN, 1]],
    ['nothing but not a number', [Number.NaN, Number.NaN]],
  ])('names %s', async (_, values) => {
    for (const model of [plain, sigmoid, minMax, both]) {
      expect(await codeFor(values, model)).toBe('matte-invalid');
    }
  });

  it('names an endless range that cannot be stretched', async () => {
    expect(await codeFor([0, 1, Infinity], minMax)).toBe('matte-invalid');
  });

  it('names a matte without subject or without background', async () => {
    expect(await codeFor([0, 0, 0])).toBe('no-subject');
    expect(await codeFor([0, 0.49, 0.2])).toBe('no-subject');
    expect(await codeFor([1, 1, 1])).toBe('no-background');
    expect(await codeFor([1, 0.51, 0.9])).toBe('no-background');
    expect(matte([0, 0.51])).toEqual([0, 130]);
    expect(matte([1, 0.49])).toEqual([255, 125]);
  });
});
