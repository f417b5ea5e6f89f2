import type { Model } from '../../shared/model.ts';
import { sharp } from '../codec/image-library.ts';
import { metadataCarrier } from '../codec/carrier.ts';
import type { Picture } from '../codec/decode.ts';

const WHITE = { r: 255, g: 255, b: 255 };

/** Whether a profile calls itself sRGB, in either of the text encodings that ICC profiles use. */
const isSrgbProfile = (icc: Buffer) =>
  icc.includes('sRGB', 0, 'latin1') || icc.includes(Buffer.from('s\0R\0G\0B', 'latin1'));

/** Converts small RGB pixels from the profile they are in to sRGB. */
async function toSrgb(rgb: Buffer, width: number, height: number, icc: Buffer): Promise<Buffer> {
  const raw = { width, height, channels: 3 } as const;
  const rgba = await sharp(rgb, { raw }).ensureAlpha().raw().toBuffer();
  const tagged = await sharp(metadataCarrier({ icc }))
    .extend({ right: width - 1, bottom: height - 1, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .boolean(rgba, 'or', { raw: { width, height, channels: 4 } })
    .keepIccProfile()
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(tagged).removeAlpha().raw().toBuffer();
}

/**
 * The picture as the model wants to see it: squashed to the model's size, sRGB, transparency laid
 * over white, normalised by the catalogue's mean and standard deviation.
 * @returns a tensor of shape [1, 3, height, width], NCHW, R G B
 */
export async function preprocess(
  picture: Picture,
  { input }: Model,
): Promise<Float32Array<ArrayBuffer>> {
  const { width, height, mean, std } = input;
  const view = sharp(picture.rgba, {
    raw: { width: picture.width, height: picture.height, channels: 4 },
    limitInputPixels: false, // they are decoded pixels of ours, whose number was checked before
  });
  const opaque = picture.opaque ? view.removeAlpha() : view.flatten({ background: WHITE });
  let rgb: Buffer = await opaque
    .resize(width, height, { fit: 'fill', kernel: input.kernel })
    .raw()
    .toBuffer();
  const { icc } = picture.metadata;
  if (icc && !isSrgbProfile(icc)) rgb = await toSrgb(rgb, width, height, icc);

  const plane = width * height;
  const tensor = new Float32Array(3 * plane);
  for (const channel of [0, 1, 2] as const) {
    const lookup = Float32Array.from({ length: 256 }, (_, v) => (v - mean[channel]) / std[channel]);
    const start = channel * plane;
    for (let i = 0, at = channel; i < plane; i++, at += 3) {
      tensor[start + i] = lookup[rgb[at] as number] as number;
    }
  }
  return tensor;
}
