import type { CutoutFacts, Size, SourceFacts } from '../shared/cutout.ts';
import type { ApplyMessage, RunMessage } from '../shared/engine-protocol.ts';
import { OffcutError } from '../shared/errors.ts';
import { frame, type Framing } from '../shared/framing.ts';
import { refuseNotYetBuilt, type Recipe } from '../shared/recipe.ts';
import { decode, readHeader, type Picture, type PictureHeader } from './codec/decode.ts';
import { encode, refuseTooLarge } from './codec/encode.ts';
import { writeVerified } from './codec/write.ts';
import { finishOf, type Backdrop } from './compose/background.ts';
import { applyMatte, layOver } from './compose/blend.ts';
import { blurBehind, frameBlurred } from './compose/blurred-backdrop.ts';
import { decontaminate } from './compose/foreground.ts';
import type { OpenedBackground } from './compose/picture-backdrop.ts';
import { place, type PixelsOf } from './compose/place.ts';
import { carryOver, type Samples } from './compose/samples.ts';
import { colourRevealed } from './compose/revealed.ts';
import { lookAhead, matteByModel } from './matte-by-model.ts';
import { matteFromAnswer, openAnswer } from './matte-from-answer.ts';
import { bringsItsMatte, ownMatte, type Matted } from './matte/matted.ts';
import { isSrgbProfile } from './matte/preprocess.ts';
import { refine, type Refined } from './matte/refine/refine.ts';
import { measureMatte } from './matte/subject.ts';
import { lastStageAgain, timed, type CutContext, type Times } from './stages.ts';

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

/** Which model found the matte, and on what. */
function ranBy(
  message: RunMessage | ApplyMessage | undefined,
): Pick<CutoutFacts, 'model' | 'device'> {
  if (message?.type !== 'run') return { model: null, device: null };
  const { id, version } = message.model.entry;
  return { model: { id, version }, device: message.device };
}

/** All that is opened before any pixel is decoded. */
interface Opened {
  readonly header: PictureHeader;
  readonly behind: OpenedBackground | undefined;
  /** What a provider answered. */
  readonly answer: PictureHeader | undefined;
}

async function open(
  message: RunMessage | ApplyMessage,
  { heic, backgrounds }: CutContext,
): Promise<Opened> {
  const { source, name, recipe, maxPixels, lenient } = message;
  const options = { maxPixels, lenient, heic };
  const header = await readHeader(source, { name, ...options });
  const behind = await backgrounds.open(recipe, options);
  const file = message.type === 'apply' ? message.answer : null;
  const answer =
    message.type === 'apply' && file !== null
      ? await openAnswer(file, header, message, heic)
      : undefined;
  return { header, behind, answer };
}

/**
 * The limit is for what somebody asks for: a cutout that is no larger than its source is let
 * through, for that was let in.
 * @throws OffcutError `output-too-many-pixels`
 */
function refuseEnlarged(size: Size, source: Size, maxPixels: number): void {
  const pixels = size.width * size.height;
  if (pixels <= Math.max(maxPixels, source.width * source.height)) return;
  throw new OffcutError('output-too-many-pixels', {
    megapixels: Math.ceil(pixels / 1e5) / 10,
    limit: maxPixels / 1e6,
  });
}

const pixelCount = (header: PictureHeader | undefined): number =>
  header === undefined ? 0 : header.width * header.height;

/**
 * Makes one cutout: decode, matte, compose, encode, write. The matte is what a model finds, or what
 * a provider answered.
 * @throws OffcutError with the code of what went wrong; then no file is left behind
 */
export async function cut(
  message: RunMessage | ApplyMessage,
  given: CutContext,
): Promise<CutoutFacts> {
  const { recipe } = message;
  refuseNotYetBuilt(recipe);
  const context = { ...given, onStage: lastStageAgain(given.onStage) };
  const times: Times = { decode: 0, load: 0, matte: 0, compose: 0, encode: 0 };
  const { header, behind, answer } = await timed(context, times, 'decode', () =>
    open(message, context),
  );
  // Asked for at once: pictures that held some while they wait for more could wait for ever.
  // With 16 bits it takes three times the memory: their samples beside those of 8.
  const { depth } = recipe.output;
  const release = await context.budget.acquire(
    pixelCount(header) * (depth === 16 ? 3 : 1) + pixelCount(behind?.header) + pixelCount(answer),
    message.urgent,
  );
  const ahead = Promise.resolve(
    message.type === 'run' ? lookAhead(header, message, context, times) : undefined,
  );
  // What it may throw is thrown where it is awaited; until then nobody else must complain.
  const lookedAhead = ahead.then(
    () => undefined,
    () => undefined,
  );
  try {
    const picture = await timed(context, times, 'decode', () => decode(header, 'own', depth));
    const seen = await ahead;
    const find = (): Promise<Matted> => {
      if (bringsItsMatte(picture, recipe)) return Promise.resolve(ownMatte(picture));
      return message.type === 'run'
        ? matteByModel(picture, seen, message, context, times)
        : timed(context, times, 'matte', () => matteFromAnswer(picture, answer, message));
    };
    const matted = await find();
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
        refuseEnlarged(framing.size, picture, message.maxPixels);
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
      ...ranBy(byModel ? message : undefined),
      provider: null,
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
