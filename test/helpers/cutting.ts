import path from 'node:path';
import { decodeHeicHere } from '../../src/engine/codec/heic/decode-heic.ts';
import { sharp } from '../../src/engine/codec/image-library.ts';
import { BackgroundPictures } from '../../src/engine/compose/picture-backdrop.ts';
import { cut } from '../../src/engine/cut.ts';
import type { InferenceRequest } from '../../src/engine/inference/inference.ts';
import { PixelBudget } from '../../src/engine/pixel-budget.ts';
import type { CutContext } from '../../src/engine/stages.ts';
import type { CutoutFacts, Size, Stage } from '../../src/shared/cutout.ts';
import type { RunMessage } from '../../src/shared/engine-protocol.ts';
import { parseRecipe, type RecipeInput } from '../../src/shared/recipe.ts';
import { fakeModel } from './model.ts';

/** The synthetic subject: a hard-edged disc in the middle of the model's view. */
export const discRadius = 0.25;

/** 1 within the disc, 0 outside; `u` and `v` run from 0 to 1 across the picture. */
export const disc = (u: number, v: number): number =>
  Math.hypot(u - 0.5, v - 0.5) <= discRadius ? 1 : 0;

/** An inference that answers with `matte`, sampled over the model's input, and no model at all. */
export function fakeInference(matte: (u: number, v: number) => number = disc) {
  const requests: InferenceRequest[] = [];
  const inference: CutContext['inference'] = {
    infer: async (request) => {
      requests.push(request);
      const { width, height } = request.model.input;
      request.onStage('load');
      await Promise.resolve();
      request.onStage('matte');
      const tensor = Float32Array.from({ length: width * height }, (_, i) =>
        matte(((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height),
      );
      return { tensor, loadMs: 12, runMs: 34 };
    },
  };
  return { inference, requests };
}

/** A context that keeps what it is told. `cancelAt` cancels at the nth look for a cancellation. */
export function recordingContext(inference = fakeInference().inference) {
  const stages: (readonly [Stage, boolean])[] = [];
  const context: CutContext = {
    inference,
    budget: new PixelBudget(1e9),
    backgrounds: new BackgroundPictures(),
    heic: decodeHeicHere,
    onStage: (stage, active) => {
      stages.push([stage, active]);
    },
    checkCancelled: () => undefined,
  };
  return { context, stages };
}

/** A request to cut `source` by a recipe, into `cutout` beside it. */
export function runOf(
  source: string,
  recipe: RecipeInput = {},
  rest: Partial<RunMessage> = {},
): RunMessage {
  return {
    type: 'run',
    id: 1,
    source,
    name: path.basename(source),
    target: path.join(path.dirname(source), 'cutout'),
    recipe: parseRecipe(recipe),
    model: { entry: fakeModel(), file: 'fake.onnx' },
    device: 'cpu',
    maxPixels: 100e6,
    lenient: false,
    ...rest,
  };
}

export interface Cut extends Size {
  readonly facts: CutoutFacts;
  /** The written pixels as R G B A, by the file's own values. */
  readonly rgba: Buffer;
  readonly target: string;
}

/** Cuts with the fake inference and reads back what was written. */
export async function cutOut(
  source: string,
  recipe: RecipeInput = {},
  {
    rest = {},
    context = recordingContext().context,
  }: {
    readonly rest?: Partial<RunMessage>;
    readonly context?: CutContext;
  } = {},
): Promise<Cut> {
  const message = runOf(source, recipe, rest);
  const facts = await cut(message, context);
  const { data, info } = await sharp(message.target, { ignoreIcc: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { facts, rgba: data, width: info.width, height: info.height, target: message.target };
}
