import type { Sample } from './sample.ts';

/** A sample for tests, good unless told. */
export const madeSample = (sample: Partial<Sample>): Sample => ({
  model: 'fake',
  picture: 'a',
  group: 'a',
  kind: 'pair',
  variant: 'original',
  iou: 0.95,
  mae: 0.01,
  signs: { softness: 0.1, stray: 0 },
  ...sample,
});

/** Signs, and how many of ten mattes with them are good. */
const places = [
  [{ softness: 0.05, stray: 0 }, 9],
  [{ softness: 0.4, stray: 0 }, 6],
  [{ softness: 0.05, stray: 0.1 }, 5],
] as const;

/** Thirty mattes, each of a picture of its own, as many of which are good as `places` says. */
export const madeSamples: readonly Sample[] = places.flatMap(([signs, good], place) =>
  Array.from({ length: 10 }, (_, i) =>
    madeSample({
      picture: `${place}-${i}`,
      group: `${place}-${i}`,
      signs,
      iou: i < good ? 0.95 : 0.5,
    }),
  ),
);
