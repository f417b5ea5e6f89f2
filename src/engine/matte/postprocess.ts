import { OffcutError } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * The model's raw output as a matte of 8 bits, at the model's size.
 *
 * A matte without any subject, or without any background, is an answer that no user wants to find
 * out about later, so it is an error with a name.
 * @throws OffcutError `matte-invalid`, `no-subject`, `no-background`
 */
export function postprocess(raw: Float32Array, { output }: Model): Buffer {
  const activate = output.activation === 'sigmoid' ? sigmoid : (x: number) => x;
  let low = 0;
  let high = 1;
  if (output.minMax) {
    low = Infinity;
    high = -Infinity;
    for (const value of raw) {
      const alpha = activate(value);
      if (alpha < low) low = alpha;
      if (alpha > high) high = alpha;
    }
    // A flat output has nothing to stretch; taken as it is, the checks below will name it.
    if (high - low < 1e-6) [low, high] = [0, 1];
  }

  const matte = Buffer.allocUnsafe(raw.length);
  const scale = 255 / (high - low);
  let inside = 0;
  for (let i = 0; i < raw.length; i++) {
    const alpha = (activate(raw[i] as number) - low) * scale;
    if (Number.isNaN(alpha)) throw new OffcutError('matte-invalid');
    const byte = Math.round(Math.min(255, Math.max(0, alpha)));
    matte[i] = byte;
    if (byte >= 128) inside++;
  }
  if (inside === 0) throw new OffcutError('no-subject');
  if (inside === raw.length) throw new OffcutError('no-background');
  return matte;
}
