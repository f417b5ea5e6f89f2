import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import type { Catalogue, Model } from '../../shared/model.ts';
import { modelsDirectory, packageRoot } from '../paths.ts';
import { findModel, loadCatalogue } from './catalogue.ts';
import { stateOfModel, type ModelState } from './verify.ts';
import { hasWeights } from './weights.ts';

/** What prepares a model when the package with its weights is not installed either. */
const remedy = 'npm ci && npm run models';

export interface ResolveOptions {
  /** Where prepared models are kept; `modelsDirectory()` by default. */
  readonly directory?: string;
  /** Offcut's own by default. */
  readonly catalogue?: Catalogue;
  /** The folder whose `node_modules` carry the weights; Offcut's own by default. */
  readonly packagesFrom?: string;
  /** Called before the model is prepared, or another process that prepares it is waited for. */
  readonly onPrepare?: (model: Model) => void;
}

export interface ResolvedModel {
  readonly model: Model;
  /** The absolute path of the model's file, which is there and whole. */
  readonly path: string;
}

/**
 * The model with this id (`auto`: the catalogue's default) and its file, prepared first when it is
 * missing or damaged.
 *
 * Throws OffcutError `model-unknown`, `model-missing` or `model-damaged` (there is no package to
 * prepare it from), and what `prepareModel` and `stateOfModel` throw.
 */
export async function resolveModel(
  id: string,
  options: ResolveOptions = {},
): Promise<ResolvedModel> {
  const model = findModel(options.catalogue ?? loadCatalogue(), id);
  const directory = path.resolve(options.directory ?? modelsDirectory());
  const packagesFrom = options.packagesFrom ?? packageRoot();

  const state = await stateOfModel(model, directory);
  if (state === 'ready') return { model, path: path.join(directory, model.file) };
  if (!(await hasWeights(model, packagesFrom))) {
    throw new OffcutError(`model-${state}`, { id: model.id, remedy });
  }
  options.onPrepare?.(model);
  // Loaded only now: decoding ONNX is not for the start of every command.
  const { prepareModel } = await import('./prepare.ts');
  const { path: file } = await prepareModel(model, directory, { packagesFrom });
  return { model, path: file };
}

export interface ListedModel {
  readonly model: Model;
  readonly state: ModelState;
}

/**
 * Every model of the catalogue, in its order, and whether its file is in `directory`; prepares
 * nothing. A file that cannot be read counts as damaged.
 */
export function listModels(
  directory: string = modelsDirectory(),
  catalogue: Catalogue = loadCatalogue(),
): Promise<readonly ListedModel[]> {
  return Promise.all(
    catalogue.models.map(async (model) => ({
      model,
      state: await stateOfModel(model, directory).catch((): ModelState => 'damaged'),
    })),
  );
}
