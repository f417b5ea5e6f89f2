import { expect, it } from 'vitest';
import type { CompositeRecord, PairRecord, VariantReport } from './records.ts';
import { reportText } from './report-text.ts';
import { confidenceAuc } from './summary.ts';

const scored = (iou: number, confidence: number) => ({
  status: 'done' as const,
  width: 10,
  height: 10,
  scores: { mae: 1 - iou, mse: 0.1, sad: 2, gradient: 3, connectivity: 4, iou, boundaryF: null },
  confidence,
  ambiguous: 0.05,
  times: { decode: 1, load: 1000, matte: 20, compose: 3, encode: 4 },
  warnings: [],
});
const failed = { status: 'failed' as const, code: 'no-subject', message: 'No subject.' };

const pairs: readonly PairRecord[] = [
  { id: 'good', kind: 'cat', maskType: 'binary', ...scored(0.9, 0.8) },
  { id: 'bad', kind: 'cat', maskType: 'binary', ...scored(0.5, 0.4) },
  { id: 'none', kind: 'dog', maskType: 'binary', ...failed },
];
const colours = {
  found: { mean: 10, weighted: 6 },
  plain: { mean: 20, weighted: 8 },
  pixels: 5,
};
const composites: readonly CompositeRecord[] = [
  { id: 'a+x', cutout: 'a', background: 'x', ...scored(1, 1), colours },
];
const report: VariantReport = {
  name: 'default',
  recipe: {},
  model: { id: 'm', version: '1' },
  seconds: { engine: 12, scoring: 3 },
  confidenceAuc: confidenceAuc(pairs),
  pairs,
  composites,
};

const linesOf = (reports: readonly VariantReport[]) =>
  reportText(reports)
    .split('\n')
    .map((line) => line.split(/ {2,}/));

it('gives means over what was scored, and counts what failed', () => {
  const lines = linesOf([report]);
  expect(lines).toContainEqual(
    ['all', 'default', '2', '1', '0.3000', '0.1000', '2.00', '3.00', '4.00', '0.7000'].concat(
      '-',
      '0.600',
      '28',
    ),
  );
  expect(lines).toContainEqual(['kind dog', 'default', '0', '1', ...Array<string>(9).fill('-')]);
  expect(lines).toContainEqual(['default: none: No subject. [no-subject]']);
});

it('ranks by IoU and by confidence', () => {
  const lines = linesOf([report]);
  expect(lines).toContainEqual(['default: AUC of confidence for pairs with IoU < 0.8: 1.000']);
  const worst = lines.findIndex(([first]) => first === 'worst pairs');
  expect(lines[worst + 1]?.[0]).toBe('bad');
  expect(lines[worst + 2]?.[0]).toBe('good');
});

it('puts the colours of composites beside plain multiplication', () => {
  const row = linesOf([report]).find(([first]) => first === 'of a');
  expect(row?.slice(-6)).toEqual(['10.00', '20.00', '0.500', '6.00', '8.00', '0.750']);
});

it('shows variants below each other, and leaves out what there is not', () => {
  const other = { ...report, name: 'other', composites: [] };
  const text = reportText([{ ...report, composites: [] }, other]);
  expect(text).toMatch(/^all +default.*\nall +other/m);
  expect(text).not.toContain('composites');
});
