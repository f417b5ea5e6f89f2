import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiFailure } from '../failure.ts';
import { readFields } from '../fields.ts';
import { readForm } from '../form.ts';
import { givenFields } from '../given-fields.ts';
import type { ApiTools } from '../tools.ts';
import type { UploadedFile, UploadFolder } from '../work/uploads.ts';
import { readRecipeText, recipeOf } from './own-recipe.ts';
import type { Recipe } from '../../../shared/recipe.ts';

/** A request for one cutout, in JSON. */
export const jsonInput = z
  .strictObject({
    url: z.string().describe('Where the picture is; public addresses only'),
    preset: z.string().optional(),
    recipe: z.record(z.string(), z.unknown()).optional(),
    webhook: z.string().optional().describe('Where the end of the job is told; https only'),
  })
  .meta({ id: 'CutoutRequest' });

export const formFields = z.strictObject({
  preset: z.string().optional(),
  recipe: z.string().optional().describe('JSON; `/v1/recipe-schema` says what can be in it'),
  webhook: z.string().optional(),
});

export interface OneInput {
  readonly picture: UploadedFile;
  readonly recipe: Recipe;
  readonly webhook: string | null;
}

async function readOneForm(
  request: FastifyRequest,
  upload: UploadFolder,
  tools: ApiTools,
): Promise<OneInput> {
  const form = await readForm(request, upload, {
    files: ['image', 'background'],
    maxBytes: tools.limits.maxBytes,
  });
  const { preset, recipe, webhook = null } = readFields(formFields, givenFields(form.fields));
  const { image: picture, background } = form.files;
  if (picture === undefined) {
    throw new ApiFailure('missing-picture', 'The form has no file "image".');
  }
  const asked = { preset, recipe: readRecipeText(recipe), background: background?.path };
  return { picture, recipe: recipeOf(asked, tools), webhook };
}

/**
 * Reads a request for one cutout: a form with the picture, or JSON with its address.
 * @param gone aborted when nobody waits any more
 * @throws ApiFailure, OffcutError
 */
export async function readOne(
  request: FastifyRequest,
  upload: UploadFolder,
  tools: ApiTools,
  gone: AbortSignal,
): Promise<OneInput> {
  if (request.isMultipart()) return readOneForm(request, upload, tools);
  const { url, preset, recipe, webhook = null } = readFields(jsonInput, request.body ?? {});
  // What is wrong with the recipe is told before anything is fetched.
  const wanted = recipeOf({ preset, recipe }, tools);
  return { picture: await upload.fetch('source', url, gone), recipe: wanted, webhook };
}
