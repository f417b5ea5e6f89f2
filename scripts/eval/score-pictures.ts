import type { CutoutFacts } from '../../src/shared/cutout.ts';
import type { Pair } from './data/data-set.ts';
import { maskFrom } from './data/mask.ts';
import { readMatteFor } from './data/matte-for-mask.ts';
import { readPixels, type Pixels } from './data/pixels.ts';
import type { CompositeCase } from './data/select.ts';
import { EvalError } from './eval-error.ts';
import { foregroundColourError } from './metrics/foreground-colour-error.ts';
import type { MattePair } from './metrics/matte-pair.ts';
import { scoreMatte } from './metrics/matte-scores.ts';
import type { CompositeRecord, Failed, PairRecord, Scored } from './report/records.ts';
import type { Outcome } from './run-pictures.ts';

function scored(pair: MattePair, facts: CutoutFacts): Scored {
  const { confidence, ambiguous, times, warnings } = facts;
  const { width, height } = pair;
  const scores = scoreMatte(pair);
  return { status: 'done', width, height, scores, confidence, ambiguous, times, warnings };
}

function notScored(error: unknown): Failed {
  if (!(error instanceof EvalError)) throw error;
  return { status: 'failed', code: 'reference-unusable', message: error.message };
}

/** Holds a pair's matte against its mask. */
export async function scorePair(pair: Pair, outcome: Outcome): Promise<PairRecord> {
  const { id, kind, maskType } = pair;
  if (outcome.status === 'failed') return { id, kind, maskType, ...outcome };
  try {
    const mask = maskFrom(await readPixels(pair.mask), maskType);
    const { width, height, alpha: reference, ignore } = mask;
    const found = await readMatteFor(outcome.file, mask, pair.maskScaled);
    const matte = { width, height, found, reference, ignore };
    return { id, kind, maskType, ...scored(matte, outcome.facts) };
  } catch (error) {
    return { id, kind, maskType, ...notScored(error) };
  }
}

/** The alpha of R G B A pixels. */
export const alphaOf = ({ rgba }: Pixels): Uint8Array =>
  new Uint8Array(rgba.length / 4).map((_, i) => rgba[4 * i + 3] as number);

/** Holds a composite's cutout against the cutout that it was made of. `source`: the composite. */
export async function scoreComposite(
  { id, cutout, background }: CompositeCase,
  source: string,
  outcome: Outcome,
): Promise<CompositeRecord> {
  const names = { id, cutout: cutout.id, background: background.id };
  if (outcome.status === 'failed') return { ...names, ...outcome };
  const exact = await readPixels(cutout.image);
  const found = await readPixels(outcome.file);
  const mixed = await readPixels(source);
  const { width, height } = exact;
  const matte = { width, height, found: alphaOf(found), reference: alphaOf(exact) };
  const colours = foregroundColourError({
    found: found.rgba,
    exact: exact.rgba,
    mixed: mixed.rgba,
  });
  return { ...names, ...scored(matte, outcome.facts), colours: colours ?? null };
}
