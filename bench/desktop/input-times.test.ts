import { describe, expect, it } from 'vitest';
import { inputRows, inputTimes, LEAST_TOLD } from './input-times.ts';

const event = (interaction: number, delay: number, toPaint: number) => ({
  interaction,
  delay,
  toPaint,
});

describe('inputTimes', () => {
  it('takes the slowest event of each press', () => {
    const events = [event(7, 20, 40), event(7, 90, 32), event(9, 30, 96)];
    expect(inputTimes(events, 2)).toEqual({ delays: [90, 30], paints: [40, 96] });
  });

  it('counts what nothing was told of, and what was quicker than that, as the least', () => {
    expect(inputTimes([event(7, 1.5, 24)], 3)).toEqual({
      delays: [LEAST_TOLD, LEAST_TOLD, LEAST_TOLD],
      paints: [24, LEAST_TOLD, LEAST_TOLD],
    });
  });

  it('passes over events that belong to no press', () => {
    expect(inputTimes([event(0, 300, 400)], 1)).toEqual({
      delays: [LEAST_TOLD],
      paints: [LEAST_TOLD],
    });
  });
});

describe('inputRows', () => {
  const busy = [
    { delays: [20, 40, 60], paints: [30, 50, 70] },
    { delays: [16, 16, 110], paints: [24, 24, 120] },
  ];
  const idle = [
    { delays: [16, 20, 20], paints: [16, 25, 35] },
    { delays: [16, 16, 22], paints: [16, 16, 24] },
  ];
  const rows = inputRows(busy, idle);
  const row = (name: string) => rows.find((each) => each.name === name);

  it('tells each figure of each round, with a batch and without, and their ratio', () => {
    expect(row('input delay, median, while a batch runs')?.samples).toEqual([40, 16]);
    expect(row('input delay, median, no batch')?.samples).toEqual([20, 16]);
    expect(row('input delay, median, ratio')).toMatchObject({ unit: 'x', samples: [2, 1] });
    expect(row('to the next paint, worst, ratio')?.samples).toEqual([2, 5]);
    expect(row('to the next paint, 95th percentile, no batch')?.samples).toEqual([34, 23.2]);
  });

  it('holds the worst of all rounds against the goal', () => {
    expect(rows.at(-1)).toMatchObject({ samples: [110], goal: { type: 'at most', limit: 100 } });
  });
});
