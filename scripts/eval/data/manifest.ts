import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { reasonOf } from '../../../src/shared/errors.ts';
import { EvalError } from '../eval-error.ts';
import { maskTypes, type DataSet } from './data-set.ts';

const layer = z.object({ id: z.string().min(1), image: z.string().min(1) });

function unique(entries: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  entries.forEach(({ id }, index) => {
    if (entries.findIndex((other) => other.id === id) === index) return;
    context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is there twice` });
  });
}

/** What is read of a manifest; fields that say where a picture comes from are let through. */
export const manifestSchema = z.object({
  pairs: z
    .array(
      layer.extend({
        mask: z.string().min(1),
        kind: z.string().min(1),
        mask_type: z.enum(maskTypes),
        mask_scaled: z.boolean().default(false),
      }),
    )
    .superRefine(unique)
    .default([]),
  cutouts: z.array(layer).superRefine(unique).default([]),
  backgrounds: z.array(layer).superRefine(unique).default([]),
});

/**
 * A data set from the text of its manifest, whose paths are relative to `folder`.
 * @throws EvalError naming each field that is wrong
 */
export function parseManifest(text: string, folder: string): DataSet {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new EvalError(`manifest.json is not JSON: ${reasonOf(error)}`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${z.core.toDotPath(issue.path) || 'manifest'}: ${issue.message}`,
    );
    throw new EvalError(`manifest.json is not valid (${problems.join('; ')}).`);
  }
  const { pairs, cutouts, backgrounds } = parsed.data;
  const locate = ({ id, image }: z.output<typeof layer>) => ({
    id,
    image: path.join(folder, image),
  });
  return {
    pairs: pairs.map((pair) => ({
      ...locate(pair),
      kind: pair.kind,
      maskType: pair.mask_type,
      mask: path.join(folder, pair.mask),
      maskScaled: pair.mask_scaled,
    })),
    cutouts: cutouts.map(locate),
    backgrounds: backgrounds.map(locate),
  };
}

/** @throws EvalError when the file cannot be read or is not valid */
export async function readManifest(file: string): Promise<DataSet> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new EvalError(`${file} cannot be read (${reasonOf(error)}).`);
  });
  return parseManifest(text, path.dirname(path.resolve(file)));
}
