import type { Size } from '../../shared/cutout.ts';
import type { Model } from '../../shared/model.ts';
import { sharp } from '../codec/image-library.ts';
import type { Picture } from '../codec/decode.ts';
import { toSrgb } from '../codec/to-srgb.ts';

const WHITE = { r: 255, g: 255, b: 255 };

/** Whether a profile calls itself sRGB, in either of the text encodings that ICC profiles use. */
export const isSrgbProfile = (icc: Buffer) =>
  icc.includes('sRGB', 0, 'latin1') || icc.includes(Buffer.from('s\0R\0G\0B', 'latin1'));

/** Converts R G B from the profile that it is in to sRGB. */
async function rgbToSrgb(rgb: Buffer, size: Size, icc: Buffer): Promise<Buffer> {
  const raw = { width: size.width, height: size.height, channels: 3 } as const;
  const rgba = await sharp(rgb, { raw }).ensureAlpha().raw().toBuffer();
  const converted = await toSrgb(rgba, size, icc);
  return sharp(converted, { raw: { ...raw, channels: 4 } })
    .removeAlpha()
    .raw()
    .toBuffer();
}

/**
 * The picture at another size, in its own colours; squashed, not letterboxed.
 * @param overWhite lays transparent parts over white; otherwise their hidden colours show
 * @returns R G B, `width * height * 3` bytes
 */
export async function shrinkTo(
  picture: Picture,
  { width, height, kernel }: Pick<Model['input'], 'width' | 'height' | 'kernel'>,
  overWhite: boolean,
): Promise<Buffer> {
  const view = sharp(picture.rgba, {
    raw: { width: picture.width, height: picture.height, channels: 4 },
    limitInputPixels: false, // they are decoded pixels of ours, whose number was checked before
  });
  return (overWhite && !picture.opaque ? view.flatten({ background: WHITE }) : view.removeAlpha())
    .resize(width, height, { fit: 'fill', kernel })
    .raw()
    .toBuffer();
}

/**
 * A picture of the model's size as the tensor the model wants: sRGB, normalised by the catalogue's
 * mean and standard deviation.
 * @param rgb `width * height * 3` bytes
 * @param icc the profile that `rgb` is in; without one it is sRGB
 * @returns shape [1, 3, height, width], NCHW, R G B
 */
export async function toTensor(
  rgb: Buffer,
  icc: Buffer | undefined,
  { input }: Model,
): Promise<Float32Array<ArrayBuffer>> {
  const { width, height, mean, std } = input;
  const srgb = icc && !isSrgbProfile(icc) ? await rgbToSrgb(rgb, input, icc) : rgb;
  const plane = width * height;
  const tensor = new Float32Array(3 * plane);
  for (const channel of [0, 1, 2] as const) {
    const lookup = Float32Array.from({ length: 256 }, (_, v) => (v - mean[channel]) / std[channel]);
    const start = channel * plane;
    for (let i = 0, at = channel; i < plane; i++, at += 3) {
      tensor[start + i] = lookup[srgb[at] as number] as number;
    }
  }
  return tensor;
}

/** The picture as the model wants to see it, transparent parts over white; see `toTensor`. */
export const preprocess = async (picture: Picture, model: Model) =>
  toTensor(await shrinkTo(picture, model.input, true), picture.metadata.icc, model);
