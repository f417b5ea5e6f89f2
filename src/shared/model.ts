import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A model as the catalogue describes it; everything that pre- and post-processing need to know. */
export const modelSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** The architecture, e.g. `isnet`. */
  family: z.enum(['isnet', 'u2net', 'birefnet', 'ben2', 'modnet']),
  /** Which revision of the weights this is; recorded with every cutout. */
  version: z.string(),
  title: z.string(),
  bestFor: z.string(),
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256,
  /** Bytes. */
  size: z.int().positive(),
  licence: z.strictObject({
    spdx: z.string(),
    commercialUse: z.enum(['yes', 'no', 'conditions']),
    note: z.string().optional(),
  }),
  source: z.discriminatedUnion('type', [
    /** Weights inside an npm package, in content-addressed chunks that its index file lists. */
    z.strictObject({
      type: z.literal('npm-package'),
      package: z.string(),
      version: z.string(),
      index: z.string(),
      entry: z.string(),
      sha256,
      size: z.int().positive(),
      upstream: z.url(),
    }),
  ]),
  /**
   * Present when the graph computes in 8-bit integers: which model of the catalogue it is the quick
   * twin of, and the calibration file, beside the catalogue, that says the ranges of its tensors.
   */
  quantised: z
    .strictObject({ twinOf: z.string(), calibration: z.string().regex(/^[\w.-]+\.json$/) })
    .optional(),
  /** Input size in px; the picture is squashed to it, without letterboxing. */
  input: z.strictObject({
    name: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    /** value = (v - mean) / std per channel, R G B, v in 0-255. */
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([z.number(), z.number(), z.number()]),
    kernel: z.enum(['linear', 'cubic', 'lanczos3']),
  }),
  output: z.strictObject({
    name: z.string(),
    /** What is still to be applied to the graph's output. */
    activation: z.enum(['none', 'sigmoid']),
    /** Whether the matte is stretched to its own minimum and maximum. */
    minMax: z.boolean(),
  }),
});

export type Model = z.output<typeof modelSchema>;

export const catalogueSchema = z
  .strictObject({
    /** The id of the model that `auto` stands for. */
    default: z.string(),
    models: z.array(modelSchema).min(1),
  })
  .superRefine(({ default: chosen, models }, context) => {
    const problem = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (!models.some((model) => model.id === chosen)) {
      problem(['default'], `no model has the id ${chosen}`);
    }
    // Two models in one file would take each other for damaged and overwrite it by turns.
    for (const key of ['id', 'file'] as const) {
      models.forEach((model, index) => {
        if (models.findIndex((other) => other[key] === model[key]) < index) {
          problem(['models', index, key], `${model[key]} is there twice`);
        }
      });
    }
  });

export type Catalogue = z.output<typeof catalogueSchema>;
