import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { catalogueSchema, type Catalogue, type Model } from '../../shared/model.ts';
import { packageRoot } from '../paths.ts';

/** The id that stands for the catalogue's default model. */
export const automaticModel = 'auto';

const catalogueFile = (): string => path.join(packageRoot(), 'models', 'catalogue.json');

/**
 * A catalogue from its JSON text; `name` is how messages call it.
 *
 * Throws OffcutError `internal`, naming each wrong field: the catalogue is part of Offcut, so no
 * user can act on a broken one.
 */
export function parseCatalogue(text: string, name: string): Catalogue {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new OffcutError('internal', { reason: `${name}: ${reasonOf(error)}` }, { cause: error });
  }
  const parsed = catalogueSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${z.core.toDotPath(issue.path) || 'catalogue'}: ${issue.message}`,
  );
  throw new OffcutError('internal', { reason: `${name} is not valid (${problems.join('; ')})` });
}

/**
 * Offcut's own catalogue, `models/catalogue.json` of the package. It does not move with
 * `OFFCUT_MODELS`, which says only where the prepared weights are kept.
 *
 * Throws OffcutError `internal` when it is missing or not valid.
 */
export function loadCatalogue(file: string = catalogueFile()): Catalogue {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = `${path.basename(file)} cannot be read (${reasonOf(error)})`;
    throw new OffcutError('internal', { reason }, { cause: error });
  }
  return parseCatalogue(text, path.basename(file));
}

/**
 * The model with this id; `auto` is the catalogue's default.
 *
 * Throws OffcutError `model-unknown`.
 */
export function findModel(catalogue: Catalogue, id: string): Model {
  const wanted = id === automaticModel ? catalogue.default : id;
  const model = catalogue.models.find((candidate) => candidate.id === wanted);
  if (model !== undefined) return model;
  const known = [automaticModel, ...catalogue.models.map((candidate) => candidate.id)].join(', ');
  throw new OffcutError('model-unknown', { id, known });
}
