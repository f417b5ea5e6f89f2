import { realpath, stat } from 'node:fs/promises';
import { assertNever } from '../../shared/assert.ts';
import { sizeSourceOf } from '../../shared/cutout-size.ts';
import type { Size } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { NameTemplate } from '../../shared/name-template.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { sourceName } from '../sources/source-name.ts';
import type { FileSource, Source } from '../sources/source.ts';
import { needsSize, type PlanItem } from './place-outputs.ts';

/** How large the cutout of a file will be, in px. */
export type SizeQuestion = (source: FileSource) => Promise<Size>;

export interface LookOptions {
  /** Where files are behind all links, as far as that is known already. */
  readonly realPaths: ReadonlyMap<Source, string>;
  readonly recipe: Recipe;
  readonly measure: SizeQuestion;
}

export interface LookedAtSources {
  /** In the order of the sources. */
  readonly items: readonly PlanItem[];
  /** How many bytes the sources have that are files. */
  readonly files: ReadonlyMap<Source, number>;
}

/** The finished cutout's size, or why it cannot be told. */
async function sizeFor(
  source: Source,
  { recipe, measure }: LookOptions,
): Promise<Size | OffcutError> {
  const decided = sizeSourceOf(recipe);
  const unknown = (what: string) => new OffcutError('name-size-unknown', { what });
  switch (decided.kind) {
    case 'recipe':
      return decided.size;
    case 'subject':
      return unknown('the subject is found');
    case 'source':
      if (source.kind !== 'file') return unknown('the source is fetched');
      return measure(source).catch((error: unknown) => {
        if (error instanceof OffcutError) return error;
        throw error;
      });
    default:
      return assertNever(decided);
  }
}

/**
 * Finds out what a plan has to know of its sources: where files really are, how many bytes they
 * have and, where the template says it, how large their cutouts will be.
 */
export async function lookAtSources(
  sources: readonly Source[],
  template: NameTemplate,
  options: LookOptions,
): Promise<LookedAtSources> {
  const files = new Map<Source, number>();
  const lookAt = async (source: Source): Promise<PlanItem> => {
    const { stem } = sourceName(source);
    const size = needsSize(template) ? await sizeFor(source, options) : null;
    if (source.kind !== 'file') return { source, stem, realPath: null, size };
    const known = options.realPaths.get(source);
    const realPath = known ?? (await realpath(source.path).catch(() => null));
    // One that is gone by now is a failure of its own when its turn comes.
    const stats = await stat(source.path).catch(() => undefined);
    if (stats !== undefined) files.set(source, stats.size);
    return { source, stem, realPath, size };
  };
  return { items: await Promise.all(sources.map(lookAt)), files };
}
