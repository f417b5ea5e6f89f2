import path from 'node:path';
import { Tensor } from 'onnxruntime-node';
import type { ResolvedModel } from '../../src/core/models/resolve.ts';
import { decode, readHeader } from '../../src/engine/codec/decode.ts';
import { decodeHeicHere } from '../../src/engine/codec/heic/decode-heic.ts';
import { createSession } from '../../src/engine/inference/session.ts';
import { signsOf } from '../../src/engine/matte/confidence.ts';
import { toFullSize } from '../../src/engine/matte/full-size.ts';
import { postprocess } from '../../src/engine/matte/postprocess.ts';
import { preprocess } from '../../src/engine/matte/preprocess.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import type { Mask } from '../eval/data/mask.ts';
import { intersectionOverUnion } from '../eval/metrics/iou.ts';
import { meanAbsoluteError } from '../eval/metrics/pixel-errors.ts';
import { groupOf, type Sample } from './sample.ts';
import { variants, type Reference, type VariantName } from './variants.ts';

/** A picture to be shown to the models, and how often. */
export interface Subject {
  readonly id: string;
  /** What its group is named after: the picture itself, or the cutout that it was made of. */
  readonly origin: string;
  readonly kind: Sample['kind'];
  readonly image: string;
  readonly readMask: () => Promise<Mask>;
  readonly variants: readonly VariantName[];
}

/** The matte at the mask's size as the engine enlarges it; refined edges would hardly move a score. */
async function score(matte: Buffer, model: ResolvedModel['model'], { mask }: Reference) {
  const found = await toFullSize(matte, model.input, mask);
  const pair = { ...mask, found, reference: mask.alpha };
  return { iou: intersectionOverUnion(pair), mae: meanAbsoluteError(pair) };
}

/**
 * Shows pictures to a model and measures every matte.
 * @param onRefused hears of mattes that are errors with a name, which need no confidence
 */
export async function measure(
  { model, path: file }: ResolvedModel,
  subjects: readonly Subject[],
  onRefused: (id: string, code: string) => void,
): Promise<readonly Sample[]> {
  const { width, height, name } = model.input;
  const session = await createSession(file, 'cpu', 0);
  const samples: Sample[] = [];
  try {
    for (const { id, origin, kind, image, readMask, variants: names } of subjects) {
      const limits = { maxPixels: 100e6, lenient: false, heic: decodeHeicHere };
      const options = { name: path.basename(image), ...limits };
      const picture = await decode(await readHeader(image, options));
      const original = { picture, mask: await readMask() };
      for (const variant of names) {
        const reference = await variants[variant](original);
        const input = await preprocess(reference.picture, model);
        const output = new Float32Array(width * height);
        await session.run(
          { [name]: new Tensor('float32', input, [1, 3, height, width]) },
          { [model.output.name]: new Tensor('float32', output, [1, 1, height, width]) },
        );
        try {
          const matte = postprocess(output, model, Buffer.allocUnsafe(output.length));
          const signs = signsOf(matte, model.input);
          const names = { model: model.id, picture: id, group: groupOf(origin), kind, variant };
          samples.push({ ...names, ...(await score(matte, model, reference)), signs });
        } catch (error) {
          if (!(error instanceof OffcutError)) throw error;
          onRefused(`${id} (${variant})`, error.code);
        }
      }
    }
  } finally {
    await session.release();
  }
  return samples;
}
