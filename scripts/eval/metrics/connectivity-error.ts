import { ComponentFinder } from './largest-component.ts';
import { bridgedReference, type MattePair } from './matte-pair.ts';

/** Thresholds are at 0.1, 0.2 ... 1.0: steps of 0.1. */
const STEPS = 10;
/** A difference to the connected level below this is not noticed. */
const THETA = 0.15;
const NOT_YET = 255;

/** phi of the paper: 1 where alpha hangs together with the subject, less the further it does not. */
function degreeOfConnectivity(alpha: number, level: number): number {
  const distance = alpha - level;
  return distance >= THETA ? 1 - distance : 1;
}

/**
 * The connectivity error of Rhemann et al. 2009, section 4, with the parameters of its online
 * benchmark (step 0.1, theta 0.15, p = 1); in thousands.
 *
 * The source region at a threshold is the largest 4-connected region in which both mattes reach
 * it; a pixel's level is the last threshold before it first falls out of that region.
 */
export function connectivityError(pair: MattePair): number {
  const { width, height, found, ignore } = pair;
  const reference = bridgedReference(pair);
  const both = found.map((value, i) => Math.min(value, reference[i] as number));
  const finder = new ComponentFinder(width, height);
  const levels = new Uint8Array(both.length).fill(NOT_YET);
  for (let step = 1; step <= STEPS; step++) {
    const inSource = finder.largest(both, Math.ceil((255 * step) / STEPS));
    for (let i = 0; i < levels.length; i++) {
      if (levels[i] === NOT_YET && !inSource(i)) levels[i] = step - 1;
    }
  }
  let sum = 0;
  for (let i = 0; i < levels.length; i++) {
    if (ignore !== undefined && ignore[i] !== 0) continue;
    const level = levels[i] === NOT_YET ? 1 : (levels[i] as number) / STEPS;
    sum += Math.abs(
      degreeOfConnectivity((found[i] as number) / 255, level) -
        degreeOfConnectivity((reference[i] as number) / 255, level),
    );
  }
  return sum / 1000;
}
