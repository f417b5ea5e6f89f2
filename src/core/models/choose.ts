import type { Engine } from '../engine/engine.ts';
import { automaticModel, loadCatalogue } from './catalogue.ts';
import { resolveModel, type ResolvedModel, type ResolveOptions } from './resolve.ts';
import { automaticModelId } from './self-test.ts';

/**
 * The model that a recipe names, ready to be used; `auto` is what suits this machine.
 * @throws OffcutError of `resolveModel`
 */
export async function chooseModel(
  id: string,
  engine: Pick<Engine, 'info' | 'compare'>,
  options: ResolveOptions = {},
): Promise<ResolvedModel> {
  const catalogue = options.catalogue ?? loadCatalogue();
  const chosen =
    id === automaticModel ? await automaticModelId(engine, catalogue, options.directory) : id;
  return resolveModel(chosen, { ...options, catalogue });
}
