import type { Stage } from '../shared/cutout.ts';
import type { RunMessage } from '../shared/engine-protocol.ts';
import type { Picture, PictureHeader } from './codec/decode.ts';
import { decodesSmall, decodeSmall } from './codec/decode-small.ts';
import { toBytes } from './compose/samples.ts';
import type { InferenceResult } from './inference/inference.ts';
import { fitMatte, isOverWhite, type Matted } from './matte/matted.ts';
import { postprocess } from './matte/postprocess.ts';
import { shrinkTo, toTensor } from './matte/preprocess.ts';
import { timed, type CutContext, type Times } from './stages.ts';

/** What the model was shown, and what it said. */
export interface Seen {
  /** R G B at the model's size, in the picture's own colours. */
  readonly rgb: Buffer;
  readonly raw: InferenceResult['tensor'];
}

/** Shows the model a picture of its own size. */
async function look(
  rgb: Buffer,
  icc: Buffer | undefined,
  { model, device }: RunMessage,
  context: CutContext,
  times: Times,
): Promise<Seen> {
  const tensor = await timed(context, times, 'matte', () => toTensor(rgb, icc, model.entry));
  context.checkCancelled();
  let active: Stage | undefined;
  const onStage = (stage: 'load' | 'matte') => {
    if (active !== undefined) context.onStage(active, false);
    active = stage;
    context.onStage(stage, true);
  };
  const result = await context.inference
    .infer({ model: model.entry, file: model.file, device, tensor, onStage })
    .finally(() => {
      if (active !== undefined) context.onStage(active, false);
    });
  times.load += result.loadMs;
  times.matte += result.runMs;
  return { rgb, raw: result.tensor };
}

/**
 * Lets the model look while the picture is still being decoded, where its format allows that.
 * A file too damaged for it is left to `decode`, which knows what is to become of it.
 */
export async function lookAhead(
  header: PictureHeader,
  message: RunMessage,
  context: CutContext,
  times: Times,
): Promise<Seen | undefined> {
  const { input } = message.model.entry;
  if (!decodesSmall(header, input)) return undefined;
  const rgb = await timed(context, times, 'matte', () =>
    decodeSmall(header, input).catch(() => undefined),
  );
  return rgb && look(rgb, header.metadata.icc, message, context, times);
}

/** The matte as the model finds it. */
export async function matteByModel(
  picture: Picture,
  seen: Seen | undefined,
  message: RunMessage,
  context: CutContext,
  times: Times,
): Promise<Matted> {
  const { recipe, model } = message;
  const shrunk = () =>
    timed(context, times, 'matte', () => shrinkTo(picture, model.entry.input, isOverWhite(recipe)));
  const { rgb, raw } =
    seen ?? (await look(await shrunk(), picture.metadata.icc, message, context, times));

  return timed(context, times, 'matte', async () => {
    const { width, height } = model.entry.input;
    const places = width * height;
    const alpha = postprocess(
      raw,
      model.entry,
      picture.rgba16 ? new Uint16Array(places) : Buffer.allocUnsafe(places),
    );
    const small = {
      width,
      height,
      rgb,
      matte: alpha instanceof Uint16Array ? toBytes(alpha) : alpha,
    };
    const found = { width, height, alpha, byModel: true, small, isCoarse: true };
    return fitMatte(found, picture, recipe);
  });
}
