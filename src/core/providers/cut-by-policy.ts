import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import type { CutoutFacts } from '../../shared/cutout.ts';
import { OffcutError, type ErrorCode } from '../../shared/errors.ts';
import { DEFAULT_MIN_CONFIDENCE } from '../../shared/recipe.ts';
import { writeError } from '../../shared/write-error.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineJob, RunOptions } from '../engine/question.ts';
import type { Cloud, CloudPicture } from './cloud.ts';
import type { ProviderId } from '../../shared/provider.ts';

/** A picture that is to be cut, by whoever its recipe says. */
export type PolicyPicture = Omit<CloudPicture, 'because'>;

/** Whether a picture may be sent, and to whom, in the order in which they are asked; or why not. */
export type CloudPermit =
  | { readonly cloud: Pick<Cloud, 'cut'>; readonly order: readonly ProviderId[] }
  | { readonly refusal: OffcutError };

/** That of pictures whose user was not asked, or said no. */
export const noConsent = (): CloudPermit => ({ refusal: new OffcutError('consent-missing') });

export interface PolicyTools {
  readonly engine: Pick<Engine, 'run'>;
  /** What a model is run with; asked for only where one is to run. */
  readonly model: () => Promise<Pick<EngineJob, 'model' | 'device'>>;
  readonly permit: CloudPermit;
}

type Options = RunOptions & { readonly signal: AbortSignal };

/**
 * What a better model may get over. All else is wrong with the picture, the disk or the recipe, and
 * would be so again.
 */
const localFailures: ReadonlySet<ErrorCode> = new Set([
  'no-subject',
  'no-background',
  'matte-invalid',
  'model-missing',
  'model-damaged',
  'model-source-damaged',
  'model-unusable',
  'engine-unavailable',
  'picture-quarantined',
]);

/** A cutout by the picture's model, into its target. */
async function cutHere(
  picture: PolicyPicture,
  { engine, model }: PolicyTools,
  options: Options,
): Promise<CutoutFacts> {
  const { source, name, target, recipe, maxPixels, lenient, urgent } = picture;
  const job = { source, name, target, recipe, maxPixels, lenient, urgent };
  return engine.run({ ...job, ...(await model()) }, options);
}

/** A provider's cutout in the place of one that leaves too much doubt, where one makes it. */
async function improved(
  picture: PolicyPicture,
  doubtful: CutoutFacts,
  { cloud, order }: Exclude<CloudPermit, { refusal: OffcutError }>,
  options: Options,
): Promise<CutoutFacts> {
  const target = `${picture.target}.${randomUUID().slice(0, 8)}`;
  const because = `the model was only ${Math.round(doubtful.confidence * 100)} % sure`;
  try {
    const better = await cloud.cut({ ...picture, target, because }, order, options);
    await rename(target, picture.target).catch((error: unknown) => {
      throw writeError(error, picture.target);
    });
    return better;
  } catch (error) {
    // A doubtful cutout is what there is. It carries its warning.
    if (options.signal.aborted || !(error instanceof OffcutError)) throw error;
    return doubtful;
  } finally {
    await rm(target, { force: true });
  }
}

/**
 * Cuts one picture as its recipe's policy says: `local`, here and nowhere else; `cloud`, by
 * providers alone; `local-then-cloud`, here, and by providers where that fails or leaves too much
 * doubt. Without a permit the latter is as good as `local`.
 * @throws the permit's refusal; what `Engine.run` and `Cloud.cut` throw
 */
export async function cutByPolicy(
  picture: PolicyPicture,
  tools: PolicyTools,
  options: Options,
): Promise<CutoutFacts> {
  const { policy, minConfidence } = picture.recipe.engine;
  const { permit } = tools;
  if (policy === 'local') return cutHere(picture, tools, options);
  if (policy === 'cloud') {
    if ('refusal' in permit) throw permit.refusal;
    return permit.cloud.cut({ ...picture, because: null }, permit.order, options);
  }
  let facts: CutoutFacts;
  try {
    facts = await cutHere(picture, tools, options);
  } catch (error) {
    const failed = OffcutError.from(error);
    if ('refusal' in permit || !localFailures.has(failed.code)) throw error;
    await rm(picture.target, { force: true });
    return permit.cloud.cut({ ...picture, because: failed.message }, permit.order, options);
  }
  // Nobody was in doubt of what the source brought with it.
  const isSure =
    facts.model === null || facts.confidence >= (minConfidence ?? DEFAULT_MIN_CONFIDENCE);
  return isSure || 'refusal' in permit ? facts : improved(picture, facts, permit, options);
}
