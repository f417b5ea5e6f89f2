import { gradientMagnitude } from './gaussian-gradient.ts';
import { bridgedReference, type MattePair } from './matte-pair.ts';

const SIGMA = 1.4;

/**
 * The gradient error of Rhemann et al., "A perceptually motivated online benchmark for image
 * matting", 2009, section 4: sum of (|grad found| - |grad reference|)^q with Gaussian derivatives,
 * sigma 1.4 and q = 2; in thousands.
 */
export function gradientError(pair: MattePair): number {
  const { width, ignore } = pair;
  const found = gradientMagnitude(pair.found, width, SIGMA);
  const reference = gradientMagnitude(bridgedReference(pair), width, SIGMA);
  let sum = 0;
  for (let i = 0; i < found.length; i++) {
    if (ignore !== undefined && ignore[i] !== 0) continue;
    const difference = (found[i] as number) - (reference[i] as number);
    sum += difference * difference;
  }
  return sum / 1000;
}
