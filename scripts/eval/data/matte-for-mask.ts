import sharp from 'sharp';
import { EvalError } from '../eval-error.ts';
import { maskFrom, type Mask } from './mask.ts';
import { readPixels } from './pixels.ts';

/** How far the shapes of a picture and its smaller mask may differ: sizes are whole pixels. */
const SHAPE_TOLERANCE = 0.01;

/**
 * Offcut's matte at the size of the mask it is held against. It is the matte that is rescaled,
 * never the mask: a reference stays what its makers gave, and labels cannot be interpolated.
 * @returns alpha 0-255, `mask.width * mask.height` bytes
 * @throws EvalError when the sizes do not go together
 */
export async function readMatteFor(
  file: string,
  mask: Mask,
  maskScaled: boolean,
): Promise<Uint8Array> {
  const { width, height, alpha } = maskFrom(await readPixels(file), 'unstated');
  if (width === mask.width && height === mask.height) return alpha;
  const sizes = `the matte has ${width} x ${height} px, the mask ${mask.width} x ${mask.height}`;
  if (!maskScaled) throw new EvalError(`The sizes differ: ${sizes}.`);
  const shape = width / height / (mask.width / mask.height);
  if (Math.abs(shape - 1) > SHAPE_TOLERANCE) throw new EvalError(`The shapes differ: ${sizes}.`);
  return sharp(alpha, { raw: { width, height, channels: 1 } })
    .resize(mask.width, mask.height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
