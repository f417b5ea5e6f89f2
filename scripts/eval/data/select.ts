import type { Layer, Pair } from './data-set.ts';

export interface Selection {
  /** Texts of which one must be in the id, or be the kind or mask type; none takes all. */
  readonly only: readonly string[];
  /** At most so many pairs, and so many composites. */
  readonly limit: number | undefined;
}

export interface CompositeCase {
  readonly id: string;
  readonly cutout: Layer;
  readonly background: Layer;
}

/** What `--only` calls the kind of every composite. */
export const compositeKind = 'composite';

function matches(only: readonly string[], id: string, words: readonly string[]): boolean {
  return only.length === 0 || only.some((text) => id.includes(text) || words.includes(text));
}

/** The pairs to measure; under a limit, evenly spread, as data sets are sorted by kind. */
export function selectPairs(pairs: readonly Pair[], { only, limit }: Selection): readonly Pair[] {
  const wanted = pairs.filter(({ id, kind, maskType }) => matches(only, id, [kind, maskType]));
  if (limit === undefined || limit >= wanted.length) return wanted;
  return wanted.filter(
    (_, i) =>
      Math.floor((i * limit) / wanted.length) !== Math.floor(((i - 1) * limit) / wanted.length),
  );
}

/**
 * Every cutout over every background; in an order in which the first ones already use each cutout
 * and, as far as they go, each background once.
 */
export function selectComposites(
  cutouts: readonly Layer[],
  backgrounds: readonly Layer[],
  { only, limit }: Selection,
): readonly CompositeCase[] {
  return backgrounds
    .flatMap((_, shift) =>
      cutouts.flatMap((cutout, i): readonly CompositeCase[] => {
        const background = backgrounds[(i + shift) % backgrounds.length];
        if (background === undefined) return [];
        return [{ id: `${cutout.id}+${background.id}`, cutout, background }];
      }),
    )
    .filter(({ id }) => matches(only, id, [compositeKind]))
    .slice(0, limit);
}
