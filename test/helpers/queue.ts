import type { CutoutFacts } from '../../src/shared/cutout.ts';
import type { NewBatch, NewJob, WrittenOutput } from '../../src/shared/queue.ts';
import { parseRecipe } from '../../src/shared/recipe.ts';

/** Made-up things of the queue, for its tests and its benchmark. */

export const newJob = (name: string): NewJob => ({
  source: { kind: 'file', path: `/in/${name}.jpg`, folder: '' },
  target: `/out/${name}.png`,
});

export const newJobs = (count: number, prefix = 'picture'): readonly NewJob[] =>
  Array.from({ length: count }, (_, index) => newJob(`${prefix}-${index}`));

export const newBatch = (changes: Partial<NewBatch> = {}): NewBatch => ({
  title: 'pictures',
  recipe: parseRecipe({}),
  placement: 'rename',
  priority: 10,
  hotFolder: null,
  lenient: false,
  maxPixels: 100_000_000,
  consent: null,
  fleeting: false,
  jobs: [newJob('one')],
  ...changes,
});

export const facts: CutoutFacts = {
  width: 12,
  height: 9,
  bytes: 345,
  format: 'png',
  source: { width: 12, height: 9, format: 'jpeg', depth: 8, pages: 1, page: 1 },
  model: { id: 'isnet-general', version: '1' },
  device: 'cpu',
  provider: null,
  times: { decode: 1.5, load: 0, matte: 20, compose: 3, encode: 4 },
  confidence: 0.75,
  ambiguous: 0.25,
  subject: { x: 1, y: 2, width: 3, height: 4 },
  warnings: ['damaged-source'],
};

export const written = (path: string): WrittenOutput => ({
  path,
  bytes: 345,
  sha256: 'c0ffee'.padEnd(64, '0'),
});

export const tempFor = ({ target }: { readonly target: string }) => `${target}.temp`;
