import { beforeEach, expect, it } from 'vitest';
import { Pace } from './pace.ts';

let now: number;
let pace: Pace;

beforeEach(() => {
  now = 1_000;
  pace = new Pace(() => now);
});

const endEach = (ms: number, times: number) => {
  for (let i = 0; i < times; i++) {
    now += ms;
    pace.ended();
  }
};

it('knows nothing before the first picture ends', () => {
  pace.work(true);
  now += 5_000;
  expect([pace.perMinute(), pace.msFor(3)]).toEqual([null, null]);
});

it('says the rate and the time left', () => {
  pace.work(true);
  endEach(2_000, 3);
  expect(pace.perMinute()).toBe(30);
  expect(pace.msFor(10)).toBe(20_000);
});

it('does not take the loading of a model for the pace', () => {
  pace.work(true);
  now += 60_000;
  pace.ended();
  expect(pace.perMinute()).toBe(1);
  endEach(2_000, 1);
  expect(pace.perMinute()).toBe(30);
});

it('follows a change within its window', () => {
  pace.work(true);
  endEach(10_000, 50);
  endEach(1_000, 30);
  expect(pace.perMinute()).toBe(60);
});

it('does not count time in which nothing was worked on', () => {
  pace.work(true);
  endEach(2_000, 3);
  pace.work(false);
  now += 3_600_000;
  pace.work(true);
  expect(pace.perMinute()).toBe(30);
});
