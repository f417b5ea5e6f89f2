import type { CutoutFacts, SourceFacts, Stage, Warning } from '../shared/cutout.ts';
import type { RunMessage } from '../shared/engine-protocol.ts';
import { OffcutError } from '../shared/errors.ts';
import { frame, type Framing } from '../shared/framing.ts';
import { DEFAULT_MIN_CONFIDENCE, refuseNotYetBuilt, type Recipe } from '../shared/recipe.ts';
import { decode, readHeader, type Picture, type PictureHeader } from './codec/decode.ts';
import { decodesSmall, decodeSmall } from './codec/decode-small.ts';
import { encode, refuseTooLarge } from './codec/encode.ts';
import type { DecodeHeic } from './codec/heic/heic.ts';
import { writeVerified } from './codec/write.ts';
import { finishOf, type Backdrop } from './compose/background.ts';
import { applyMatte, layOver } from './compose/blend.ts';
import { blurBehind, frameBlurred } from './compose/blurred-backdrop.ts';
import { decontaminate } from './compose/foreground.ts';
import type { BackgroundPictures, OpenedBackground } from './compose/picture-backdrop.ts';
import { place, type PixelsOf } from './compose/place.ts';
import { carryOver, samplesLike, stepOf, toBytes, type Samples } from './compose/samples.ts';
import { colourRevealed } from './compose/revealed.ts';
import type { Inference, InferenceResult } from './inference/inference.ts';
import { confidenceOf } from './matte/confidence.ts';
import { toFullSize } from './matte/full-size.ts';
import { followEdges, type SmallView } from './matte/guided.ts';
import { postprocess } from './matte/postprocess.ts';
import { isSrgbProfile, shrinkForModel, toTensor } from './matte/preprocess.ts';
import { refine, type Refined } from './matte/refine/refine.ts';
import { measureMatte } from './matte/subject.ts';
import type { PixelBudget } from './pixel-budget.ts';

export interface CutContext {
  readonly inference: Pick<Inference, 'infer'>;
  readonly budget: Pick<PixelBudget, 'acquire'>;
  readonly heic: DecodeHeic;
  readonly backgrounds: BackgroundPictures;
  readonly onStage: (stage: Stage, active: boolean) => void;
  /** Throws when the picture was cancelled; called between stages. */
  readonly checkCancelled: () => void;
}

type Times = Record<Stage, number>;

/** Runs one stage: reports it, times it, and looks for a cancellation before it. */
async function timed<T>(
  { onStage, checkCancelled }: CutContext,
  times: Times,
  stage: Stage,
  work: () => Promise<T>,
): Promise<T> {
  checkCancelled();
  onStage(stage, true);
  const start = performance.now();
  try {
    return await work();
  } finally {
    times[stage] += performance.now() - start;
    onStage(stage, false);
  }
}

/**
 * Passes on which stage a picture is at. Decoding and inference may run side by side: when one of
 * them ends, the other is said again, because a watchdog hangs on what was said last.
 */
function lastStageAgain(onStage: CutContext['onStage']): CutContext['onStage'] {
  let running: readonly Stage[] = [];
  return (stage, active) => {
    running = active ? [...running, stage] : running.filter((other) => other !== stage);
    onStage(stage, active);
    const last = running.at(-1);
    if (!active && last !== undefined) onStage(last, true);
  };
}

/** What the model was shown, and what it said. */
interface Seen {
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
async function lookAhead(
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

/** The matte at the picture's size, and who made it. */
interface Matted {
  /** One byte for each pixel. */
  readonly matte: Buffer;
  /** The same with 16 bits, where the cutout is to have them. */
  readonly matte16: Uint16Array<ArrayBuffer> | undefined;
  readonly byModel: boolean;
  /** What the edges are refined by; undefined where the source's own transparency is at work. */
  readonly small: SmallView | undefined;
  /** 0-1; the source's own transparency, which no model had to find, is sure. */
  readonly confidence: number;
  readonly warnings: readonly Warning[];
}

function ownAlpha<S extends Samples>(rgba: S): S {
  const alpha = samplesLike(rgba, rgba.length / 4);
  for (let i = 0, at = 3; i < alpha.length; i++, at += 4) alpha[i] = rgba[at] as number;
  return alpha;
}

/** Multiplies alphas, in place. */
function multiply<S extends Samples>(matte: S, by: S): void {
  const full = 255 * stepOf(matte);
  for (let i = 0; i < matte.length; i++) {
    matte[i] = Math.round(((matte[i] as number) * (by[i] as number)) / full);
  }
}

/** A matte in as many bits as it has, and in bytes. */
const inBytes = (matte: Samples): Pick<Matted, 'matte' | 'matte16'> =>
  matte instanceof Uint16Array
    ? { matte: toBytes(matte), matte16: matte }
    : { matte, matte16: undefined };

async function computeMatte(
  picture: Picture,
  seen: Seen | undefined,
  message: RunMessage,
  context: CutContext,
  times: Times,
): Promise<Matted> {
  const { recipe, model } = message;
  if (!picture.opaque && recipe.transparency === 'return-input-if-not-opaque') {
    return {
      ...inBytes(ownAlpha(picture.rgba16 ?? picture.rgba)),
      byModel: false,
      small: undefined,
      confidence: 1,
      warnings: ['own-transparency-used'],
    };
  }
  const overWhite = recipe.transparency !== 'discard-alpha';
  const shrunk = () =>
    timed(context, times, 'matte', () => shrinkForModel(picture, model.entry, overWhite));
  const { rgb, raw } =
    seen ?? (await look(await shrunk(), picture.metadata.icc, message, context, times));

  return timed(context, times, 'matte', async () => {
    const { width, height } = model.entry.input;
    const places = width * height;
    const found = postprocess(
      raw,
      model.entry,
      picture.rgba16 ? new Uint16Array(places) : Buffer.allocUnsafe(places),
    );
    const small = { width, height, rgb, matte: inBytes(found).matte };
    const confidence = confidenceOf(small.matte, small);
    const warnings: Warning[] = confidence < DEFAULT_MIN_CONFIDENCE ? ['low-confidence'] : [];
    const matte = await toFullSize(found, small, picture);
    if (picture.opaque || !overWhite) {
      followEdges(matte, picture, small);
      return { ...inBytes(matte), byModel: true, small, confidence, warnings };
    }
    if (recipe.transparency === 'combine')
      multiply(matte, ownAlpha(picture.rgba16 ?? picture.rgba));
    return { ...inBytes(matte), byModel: true, small: undefined, confidence, warnings };
  });
}

/** What the cutout is made of, in as many bits as it is to have. */
interface Shown extends PixelsOf<Samples> {
  readonly mixture: Samples;
  readonly matte: Samples;
}

function pixelsOf(
  { width, height, rgba, rgba16 }: Picture,
  { matte16 }: Matted,
  { mixture, matte }: Pick<Refined, 'mixture' | 'matte'>,
): Shown {
  if (rgba16 === undefined || matte16 === undefined) return { width, height, rgba, mixture, matte };
  const mixture16 = carryOver(mixture, matte16);
  return {
    width,
    height,
    rgba: rgba16,
    mixture: mixture16,
    matte: matte === mixture ? mixture16 : carryOver(matte, matte16),
  };
}

/** The pixels that the recipe wants behind the subject; undefined where it wants a colour or none. */
async function backdropFor(
  picture: Picture,
  matte: Buffer,
  framing: Framing,
  { background, output, transparency }: Recipe,
  behind: OpenedBackground | undefined,
  { backgrounds }: CutContext,
): Promise<Backdrop | undefined> {
  if (behind !== undefined) {
    const { icc } = picture.metadata;
    const kept = output.keepIcc && icc && !isSrgbProfile(icc) ? icc : undefined;
    return backgrounds.layOut(behind, framing.size, kept);
  }
  if (background.type !== 'blur' || output.channels === 'alpha') return undefined;
  const ownAlpha = !picture.opaque && transparency !== 'discard-alpha';
  return frameBlurred(blurBehind(picture, matte, background.radius, ownAlpha), framing);
}

const sourceFacts = ({ width, height, format, depth, pages }: Picture): SourceFacts => ({
  width,
  height,
  format,
  depth,
  pages: pages.count,
  page: pages.taken,
});

/**
 * Makes one cutout: decode, matte, compose, encode, write.
 * @throws OffcutError with the code of what went wrong; then no file is left behind
 */
export async function cut(message: RunMessage, given: CutContext): Promise<CutoutFacts> {
  const { recipe, name, maxPixels, lenient } = message;
  refuseNotYetBuilt(recipe);
  const context = { ...given, onStage: lastStageAgain(given.onStage) };
  const times: Times = { decode: 0, load: 0, matte: 0, compose: 0, encode: 0 };
  const options = { maxPixels, lenient, heic: context.heic };
  const { header, behind } = await timed(context, times, 'decode', async () => ({
    header: await readHeader(message.source, { name, ...options }),
    behind: await context.backgrounds.open(recipe, options),
  }));
  // Asked for at once: pictures that held some while they wait for more could wait for ever.
  // With 16 bits it takes three times the memory: their samples beside those of 8.
  const { depth } = recipe.output;
  const release = await context.budget.acquire(
    header.width * header.height * (depth === 16 ? 3 : 1) +
      (behind === undefined ? 0 : behind.header.width * behind.header.height),
    message.urgent,
  );
  const ahead = lookAhead(header, message, context, times);
  // What it may throw is thrown where it is awaited; until then nobody else must complain.
  const lookedAhead = ahead.then(
    () => undefined,
    () => undefined,
  );
  try {
    const picture = await timed(context, times, 'decode', () => decode(header, 'own', depth));
    const matted = await computeMatte(picture, await ahead, message, context, times);
    const { byModel, confidence, warnings } = matted;
    const { finish, pixels, subject, ambiguous } = await timed(
      context,
      times,
      'compose',
      async () => {
        const { matte, mixture, small } = refine(matted, picture, recipe.refine);
        const facts = measureMatte(matte, picture);
        // A hardened edge is not a surer one.
        const { ambiguous } = matte === mixture ? facts : measureMatte(mixture, picture);
        const { box } = facts;
        if (box === undefined) throw new OffcutError('no-subject');
        const framing = frame(recipe, picture, box);
        refuseTooLarge(framing.size, recipe.output.format);
        // Before the edges' colours change: what is blurred is the original.
        const backdrop = await backdropFor(picture, mixture, framing, recipe, behind, context);
        const shown = pixelsOf(picture, matted, { mixture, matte });
        if (recipe.refine.decontaminate) {
          if (small) decontaminate(shown, shown.mixture, small);
          if (matte !== mixture) colourRevealed(shown, mixture, matte);
        }
        applyMatte(shown.rgba, shown.matte);
        const finish = finishOf(recipe, backdrop);
        const pixels = await place(shown, framing);
        if (finish.fill !== undefined) layOver(pixels.rgba, finish.fill);
        return { finish, pixels, subject: box, ambiguous };
      },
    );
    const { bytes, encoded } = await timed(context, times, 'encode', async () => {
      const encoded = await encode(
        pixels,
        finish.channels,
        recipe.output,
        picture.metadata,
        picture.density,
      );
      context.checkCancelled();
      await writeVerified(message.target, encoded.bytes, pixels, recipe.output.format);
      return { bytes: encoded.bytes.length, encoded };
    });
    return {
      width: pixels.width,
      height: pixels.height,
      bytes,
      format: recipe.output.format,
      source: sourceFacts(picture),
      model: byModel ? { id: message.model.entry.id, version: message.model.entry.version } : null,
      device: byModel ? message.device : null,
      times,
      confidence,
      ambiguous,
      subject,
      warnings: [...picture.warnings, ...warnings, ...finish.warnings, ...encoded.warnings],
    };
  } finally {
    // Its outcome is known by now, or does not matter any more; but it holds pixels until it ends.
    await lookedAhead;
    release();
  }
}
