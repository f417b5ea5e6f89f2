import { describe, expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { uncertainBand } from './band.ts';
import { toFullSize } from './full-size.ts';
import { followEdges } from './guided.ts';
import { sampler } from './sampler.ts';

describe('uncertainBand', () => {
  const size = { width: 7, height: 5 };

  it('is what is neither certainly in nor certainly out', () => {
    const matte = draw({ width: 5, height: 1 }, (x) => [[0, 5, 6, 249, 250][x] ?? 0]);
    expect([...uncertainBand(matte, { width: 5, height: 1 }, 0)]).toEqual([0, 0, 1, 1, 0]);
  });

  it('reaches into the neighbourhood, and stays inside the picture', () => {
    const corner = draw(size, (x, y) => [x === 6 && y === 0 ? 128 : 0]);
    const band = uncertainBand(corner, size, 2);
    const inside = [...band.keys()].filter((at) => band[at] === 1);
    expect(inside.map((at) => [at % 7, Math.floor(at / 7)])).toEqual(
      [0, 1, 2].flatMap((y) => [4, 5, 6].map((x) => [x, y])),
    );
  });
});

describe('sampler', () => {
  it('lines up pixel centres, at both ends alike', () => {
    const { x } = sampler({ width: 4, height: 1 }, { width: 2, height: 1 });
    expect([...x.low]).toEqual([0, 0, 0, 1]);
    expect([...x.high]).toEqual([1, 1, 1, 1]);
    expect([...x.share]).toEqual([0, 0.25, 0.75, 0]);
  });
});

describe('followEdges', () => {
  const full = { width: 240, height: 240 };
  const small = { width: 60, height: 60 };
  /** Red left of a wavy border, blue right of it. */
  const isLeft = (x: number, y: number) => x < 120 + 3 * Math.sin(y / 9);
  const colors = (left: readonly number[], right: readonly number[]) => ({
    picture: { ...full, rgba: draw(full, (x, y) => [...(isLeft(x, y) ? left : right), 255]) },
    rgb: draw(small, (x, y) => [...(isLeft(x * 4 + 2, y * 4 + 2) ? left : right)]),
  });
  /** What a model would see of that: the border, softened over some px of its small grid. */
  const blurred = draw(small, (x, y) => {
    const from = 30 + 0.75 * Math.sin((y * 4) / 9) - x;
    return [Math.round(Math.min(1, Math.max(0, 0.5 + from / 4)) * 255)];
  });
  const exact = draw(full, (x, y) => [isLeft(x, y) ? 255 : 0]);
  const errorOf = (matte: Buffer) =>
    matte.reduce((sum, value, at) => sum + Math.abs(value - (exact[at] ?? 0)), 0) / matte.length;

  it('finds the border that the photo shows', async () => {
    const { picture, rgb } = colors([220, 30, 30], [20, 40, 200]);
    const matte = await toFullSize(blurred, small, full);
    const before = errorOf(matte);
    followEdges(matte, picture, { ...small, rgb, matte: blurred });
    expect(errorOf(matte)).toBeLessThan(before * 0.7);
  });

  it('leaves the matte alone where the colours say nothing', async () => {
    const { picture, rgb } = colors([90, 90, 90], [90, 90, 90]);
    const matte = await toFullSize(blurred, small, full);
    const before = Buffer.from(matte);
    followEdges(matte, picture, { ...small, rgb, matte: blurred });
    expect(matte.equals(before)).toBe(true);
  });

  it('touches nothing outside the uncertain band', async () => {
    const { picture, rgb } = colors([220, 30, 30], [20, 40, 200]);
    const hard = draw(small, (x) => [x < 10 ? 255 : 0]);
    const matte = await toFullSize(hard, small, full);
    const before = Buffer.from(matte);
    followEdges(matte, picture, { ...small, rgb, matte: hard });
    expect(matte.equals(before)).toBe(true);
  });
});
