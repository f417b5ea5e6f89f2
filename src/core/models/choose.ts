import type { Engine } from '../engine/engine.ts';
import { automaticModel, loadCatalogue } from './catalogue.ts';
import { resolveModel, type ResolvedModel, type ResolveOptions } from './resolve.ts';
import { automaticModelId } from './self-test.ts';

/** The id of the model that a recipe names; `auto` is what suits this machine. */
export const modelIdFor = async (
  id: string,
  engine: Pick<Engine, 'info' | 'compare'>,
  { catalogue = loadCatalogue(), directory }: ResolveOptions = {},
): Promise<string> => (id === automaticModel ? automaticModelId(engine, catalogue, directory) : id);

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
  return resolveModel(await modelIdFor(id, engine, { ...options, catalogue }), {
    ...options,
    catalogue,
  });
}
