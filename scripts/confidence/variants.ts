import type { Picture } from '../../src/engine/codec/decode.ts';
import { sharp } from '../../src/engine/codec/image-library.ts';
import type { Size } from '../../src/shared/cutout.ts';
import type { Mask } from '../eval/data/mask.ts';
import { Random } from '../samples/random.ts';

/** A picture and the matte that it should have; the mask may have another size. */
export interface Reference {
  readonly picture: Picture;
  readonly mask: Mask;
}

type Image = ReturnType<typeof sharp>;
/** Moves pixels: the same is done to the picture and its mask. */
type Move = (image: Image, size: Size) => Image;

/** What is kept by `cropped`, in shares of the picture: off the middle, so that subjects are cut. */
const CROP = { left: 0.25, top: 0.1, width: 0.7, height: 0.7 } as const;
/** Longest side of `small`, in px. */
const SMALL = 160;
/** Standard deviation of `blurred`, as a share of the longer side. */
const BLUR = 0.008;
/** Standard deviation of `noisy`, of 255. */
const NOISE = 35;
/** How much of the contrast is left in `faint`. */
const FAINT = 0.25;

async function moved(
  bytes: Uint8Array,
  { width, height }: Size,
  channels: 1 | 4,
  move: Move,
): Promise<Size & { readonly data: Buffer }> {
  const image = sharp(bytes, { raw: { width, height, channels }, limitInputPixels: false });
  const { data, info } = await move(image, { width, height })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function withPixels(picture: Picture, move: Move): Promise<Picture> {
  const { data: rgba, width, height } = await moved(picture.rgba, picture, 4, move);
  return { ...picture, rgba, width, height };
}

const moveBoth =
  (move: Move) =>
  async ({ picture, mask }: Reference): Promise<Reference> => {
    const { data: alpha, width, height } = await moved(mask.alpha, mask, 1, move);
    const ignore = mask.ignore && (await moved(mask.ignore, mask, 1, move)).data;
    return { picture: await withPixels(picture, move), mask: { width, height, alpha, ignore } };
  };

const spoil =
  (move: Move) =>
  async ({ picture, mask }: Reference): Promise<Reference> => ({
    picture: await withPixels(picture, move),
    mask,
  });

const crop: Move = (image, { width, height }) =>
  image.extract({
    left: Math.floor(CROP.left * width),
    top: Math.floor(CROP.top * height),
    width: Math.max(1, Math.floor(CROP.width * width)),
    height: Math.max(1, Math.floor(CROP.height * height)),
  });

/** Adds noise that is nearly normal (the sum of four even ones) and the same on every run. */
function addNoise({ picture, mask }: Reference): Promise<Reference> {
  const random = new Random(1);
  const rgba = Buffer.from(picture.rgba);
  // Four even numbers of 0..1 have a variance of 4 / 12.
  const scale = NOISE * Math.sqrt(3);
  for (let at = 0; at < rgba.length; at++) {
    if (at % 4 === 3) continue;
    const sum = random.next() + random.next() + random.next() + random.next();
    const value = (rgba[at] as number) + (sum - 2) * scale;
    rgba[at] = Math.round(Math.min(255, Math.max(0, value)));
  }
  return Promise.resolve({ picture: { ...picture, rgba }, mask });
}

/**
 * Ways to show a picture to the model again, most of them worse, so that there are more bad mattes
 * to learn from than a few dozen good photos give. Each gives the matte that is then right.
 */
export const variants = {
  original: (reference: Reference) => Promise.resolve(reference),
  mirrored: moveBoth((image) => image.flop()),
  turned: moveBoth((image) => image.rotate(90)),
  cropped: moveBoth(crop),
  small: spoil((image) => image.resize(SMALL, SMALL, { fit: 'inside', kernel: 'linear' })),
  blurred: spoil((image, { width, height }) => image.blur(BLUR * Math.max(width, height) + 0.3)),
  noisy: addNoise,
  faint: spoil((image) =>
    image.linear([FAINT, FAINT, FAINT, 1], [...Array<number>(3).fill(128 * (1 - FAINT)), 0]),
  ),
} as const satisfies Readonly<Record<string, (reference: Reference) => Promise<Reference>>>;

export type VariantName = keyof typeof variants;

export const variantNames = Object.keys(variants) as readonly VariantName[];
