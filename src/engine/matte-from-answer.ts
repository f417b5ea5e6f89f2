import type { Size } from '../shared/cutout.ts';
import type { ApplyMessage } from '../shared/engine-protocol.ts';
import { OffcutError, reasonOf } from '../shared/errors.ts';
import { decode, readHeader, type DecodeOptions, type Picture } from './codec/decode.ts';
import type { PictureHeader } from './codec/picture.ts';
import { channelOf, spread } from './compose/samples.ts';
import { toFullSize } from './matte/full-size.ts';
import { fitMatte, isOverWhite, ownMatte, type Matted } from './matte/matted.ts';
import { shrinkTo } from './matte/preprocess.ts';

/** px of a side of the view that edges are refined by: what the local models see. */
const VIEW = 1024;
/** From here on, an answer is so much smaller than its picture that enlarging it blurs its edges. */
const COARSE = 1.25;
/** Pixels of an answer that edges are followed for: the filter's grid takes 20 bytes for each. */
const MOST_TO_FOLLOW = 4_200_000;
/** px that a side may be off: sizes are rounded once here and once by the provider. */
const ROUNDING = 2;

const unusable = (provider: string, reason: string, cause?: unknown) =>
  new OffcutError('provider-bad-response', { provider, reason }, { cause });

/** Whether one is the other at another size, give or take what rounding does. */
function isSameShape(answer: Size, picture: Size): boolean {
  const scale = Math.sqrt(
    (answer.width * answer.height) / Math.max(1, picture.width * picture.height),
  );
  const off = (side: keyof Size) => Math.abs(answer[side] - picture[side] * scale);
  return off('width') <= ROUNDING && off('height') <= ROUNDING;
}

/**
 * Reads the header of what a provider answered.
 * @throws OffcutError `provider-bad-response` where it is no picture, or one of another shape
 */
export async function openAnswer(
  file: string,
  picture: Size,
  { provider, maxPixels }: ApplyMessage,
  heic: DecodeOptions['heic'],
): Promise<PictureHeader> {
  const header = await readHeader(file, { name: '', maxPixels, lenient: false, heic }).catch(
    (error: unknown) => {
      throw unusable(provider, reasonOf(error), error);
    },
  );
  const { width, height } = header;
  if (isSameShape(header, picture)) return header;
  throw unusable(
    provider,
    `it is ${width} x ${height}, of another shape than the picture, which is ${picture.width} x ${picture.height}`,
  );
}

/** The alpha of the answer. @throws OffcutError `provider-bad-response` where nothing is cut away */
async function alphaOf(header: PictureHeader, provider: string): Promise<Buffer> {
  const answer = await decode(header).catch((error: unknown) => {
    throw unusable(provider, reasonOf(error), error);
  });
  if (answer.opaque) throw unusable(provider, 'nothing is cut away in it');
  return channelOf(answer.rgba, 3);
}

/**
 * The matte that a provider made: the alpha of its answer, brought to the picture's size. Its
 * colours are not looked at; the cutout has the source's own.
 * @param answer undefined: the source's own transparency is its matte
 * @throws OffcutError `provider-bad-response`
 */
export async function matteFromAnswer(
  picture: Picture,
  answer: PictureHeader | undefined,
  { recipe, provider }: ApplyMessage,
): Promise<Matted> {
  if (answer === undefined) return ownMatte(picture);
  const alpha = await alphaOf(answer, provider);
  const size = { width: answer.width, height: answer.height };
  const isCoarse =
    picture.width > COARSE * size.width && size.width * size.height <= MOST_TO_FOLLOW;
  // What is followed is fitted at the answer's own size; colours need no more than the models see.
  const view = isCoarse
    ? size
    : { width: Math.min(VIEW, size.width), height: Math.min(VIEW, size.height) };
  const small = {
    ...view,
    rgb: await shrinkTo(picture, { ...view, kernel: 'linear' }, isOverWhite(recipe)),
    matte: await toFullSize(alpha, size, view),
  };
  const found = { ...size, alpha: picture.rgba16 ? spread(alpha) : alpha, byModel: false };
  return fitMatte({ ...found, small, isCoarse }, picture, recipe);
}
