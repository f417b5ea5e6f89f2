import { OffcutError } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';
import { stepOf, type Samples } from '../compose/samples.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * The model's raw output as a matte at the model's size, of as many bits as `into` has.
 *
 * A matte without any subject, or without any background, is an answer that no user wants to find
 * out about later, so it is an error with a name.
 * @throws OffcutError `matte-invalid`, `no-subject`, `no-background`
 */
export function postprocess<S extends Samples>(raw: Float32Array, { output }: Model, into: S): S {
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

  const full = 255 * stepOf(into);
  const scale = full / (high - low);
  let inside = 0;
  for (let i = 0; i < raw.length; i++) {
    const alpha = (activate(raw[i] as number) - low) * scale;
    if (Number.isNaN(alpha)) throw new OffcutError('matte-invalid');
    const sample = Math.round(Math.min(full, Math.max(0, alpha)));
    into[i] = sample;
    if (sample > full / 2) inside++;
  }
  if (inside === 0) throw new OffcutError('no-subject');
  if (inside === raw.length) throw new OffcutError('no-background');
  return into;
}
