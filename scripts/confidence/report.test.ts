import { expect, it } from 'vitest';
import { DEFAULT_MIN_CONFIDENCE } from '../../src/shared/recipe.ts';
import { madeSample } from './made-samples.ts';
import { atThreshold, confidenceReport } from './report.ts';

const judged = (confidence: number, iou: number, rest: object = {}) => ({
  confidence,
  bad: iou < 0.8,
  sample: madeSample({ iou, group: `${confidence}`, ...rest }),
});
const pairs = [judged(0.1, 0.5), judged(0.3, 0.9), judged(0.75, 0.6), judged(0.9, 0.9)];
const spoilt = [judged(0.5, 0.5, { variant: 'noisy' }), judged(0.95, 0.9, { variant: 'noisy' })];
const cells = (text: string, ...start: readonly string[]) =>
  text
    .split('\n')
    .map((line) => line.split(/ {2,}/))
    .find((row) => start.every((word, i) => row[i] === word))
    ?.slice(start.length);

it('counts what is below a threshold', () => {
  expect(atThreshold(pairs, 0.1)).toEqual({ caught: 0, flagged: 0 });
  expect(atThreshold(pairs, 0.4)).toEqual({ caught: 1, flagged: 1 });
  expect(atThreshold(pairs, 1)).toEqual({ caught: 2, flagged: 2 });
});

it('ranks, bins and counts each set of pictures by itself', () => {
  const text = confidenceReport([...pairs, ...spoilt]);
  // Three of the four couples of a bad and a good pair are in order.
  expect(cells(text, 'pairs', 'fake')?.slice(0, 3)).toEqual(['4', '2', '0.750']);
  expect(cells(text, 'spoilt pairs', 'fake')?.slice(0, 3)).toEqual(['2', '1', '1.000']);
  expect(cells(text, 'all', 'fake')?.slice(0, 3)).toEqual(['6', '3', '0.778']);
  expect(cells(text, 'composites')).toBeUndefined();
  expect(cells(text, 'unspoilt', '0.6 - 0.8')).toEqual(['1', '0.750', '0.000']);
  expect(cells(text, 'all', '0.8 - 1')).toEqual(['2', '0.925', '1.000']);
  expect(cells(text, 'unspoilt', '0.4 - 0.6')).toEqual(['0', '-', '-']);
  expect(text).toContain(`The default threshold is ${DEFAULT_MIN_CONFIDENCE}.`);
});
