import type { Size, Warning } from '../../shared/cutout.ts';
import { DEFAULT_MIN_CONFIDENCE, type Recipe } from '../../shared/recipe.ts';
import type { Picture } from '../codec/decode.ts';
import { channelOf, stepOf, toBytes, type Samples } from '../compose/samples.ts';
import { confidenceOf } from './confidence.ts';
import { toFullSize } from './full-size.ts';
import { followEdges, type SmallView } from './guided.ts';

/** The matte at the picture's size, and who made it. */
export interface Matted {
  /** One byte for each pixel. */
  readonly matte: Buffer;
  /** The same with 16 bits, where the cutout is to have them. */
  readonly matte16: Uint16Array<ArrayBuffer> | undefined;
  readonly byModel: boolean;
  /** What the edges are refined by; undefined where the source's own transparency is at work. */
  readonly small: SmallView | undefined;
  /** 0-1; the source's own transparency, which nobody had to find, is sure. */
  readonly confidence: number;
  readonly warnings: readonly Warning[];
}

/** A matte as it was found, of any size, and what there is to fit it to the picture by. */
export interface FoundMatte extends Size {
  readonly alpha: Samples;
  readonly byModel: boolean;
  readonly small: SmallView;
  /** Whether it is to be sharpened along the edges of the picture, for it is much smaller. */
  readonly isCoarse: boolean;
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

/** Whether the picture's own transparency is its matte, so that nobody has to find one. */
export const bringsItsMatte = ({ opaque }: Picture, { transparency }: Recipe): boolean =>
  !opaque && transparency === 'return-input-if-not-opaque';

/** Whether transparent parts are seen over white; else their hidden colours show. */
export const isOverWhite = ({ transparency }: Recipe): boolean => transparency !== 'discard-alpha';

/** The matte that the picture brings with it. */
export const ownMatte = ({ rgba, rgba16 }: Picture): Matted => ({
  ...inBytes(channelOf(rgba16 ?? rgba, 3)),
  byModel: false,
  small: undefined,
  confidence: 1,
  warnings: ['own-transparency-used'],
});

/** Brings a matte that somebody found to the picture, and to what the picture hides already. */
export async function fitMatte(
  { alpha, byModel, small, isCoarse, ...size }: FoundMatte,
  picture: Picture,
  recipe: Recipe,
): Promise<Matted> {
  const confidence = confidenceOf(small.matte, small);
  const warnings: Warning[] = confidence < DEFAULT_MIN_CONFIDENCE ? ['low-confidence'] : [];
  const facts = { byModel, confidence, warnings };
  const matte = await toFullSize(alpha, size, picture);
  if (picture.opaque || !isOverWhite(recipe)) {
    if (isCoarse) followEdges(matte, picture, small);
    return { ...inBytes(matte), small, ...facts };
  }
  if (recipe.transparency === 'combine')
    multiply(matte, channelOf(picture.rgba16 ?? picture.rgba, 3));
  return { ...inBytes(matte), small: undefined, ...facts };
}
