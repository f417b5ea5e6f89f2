import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { CutoutFacts } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { ensureFolder, prepareDestination } from '../files/destination.ts';
import { exists } from '../files/exists.ts';
import { placeOutput } from '../files/place-output.ts';
import { SWEEP_AGE_MS, sweepTempFiles, tempPathFor } from '../files/temp-name.ts';
import type { BatchPlan, PlannedPicture } from '../plan/plan-batch.ts';
import { cutByPolicy, noConsent, type PolicyTools } from '../providers/cut-by-policy.ts';
import { fetchSource, type FetchOptions } from './fetch-source.ts';
import { forEachBounded } from './for-each-bounded.ts';

export interface BatchRequest {
  readonly plan: BatchPlan;
  readonly stdin?: Readable | undefined;
  readonly engine: Pick<Engine, 'run' | 'onEnd'>;
  readonly model: PolicyTools['model'];
  /** Whether pictures may be sent to providers; by default, nobody agreed to that. */
  readonly permit?: PolicyTools['permit'];
  readonly maxPixels: number;
  readonly lenient: boolean;
  /** How many pictures may be on their way at once, downloads included. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BatchEvent) => void;
}

/** What became of one picture; `input` is its source as the user would name it. */
export type PictureResult =
  | {
      readonly status: 'done';
      readonly input: string;
      readonly output: string;
      readonly facts: CutoutFacts;
    }
  /** An output of that name was there already, and the policy is to skip. */
  | { readonly status: 'skipped'; readonly input: string; readonly output: string }
  | { readonly status: 'failed'; readonly input: string; readonly error: OffcutError };

export type BatchEvent =
  /** Said once, before anything is written; `total` counts the pictures that will be tried. */
  | { readonly type: 'planned'; readonly total: number }
  | { readonly type: 'finished'; readonly result: PictureResult }
  /** The engine ended and nobody asked for it; pictures that it was at work on are tried again. */
  | { readonly type: 'engine-ended'; readonly reason: string };

export interface BatchSummary {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** How often the engine ended and nobody asked for it. */
  readonly engineEnds: number;
}

/** One picture from its source to its place; never leaves a temp file. */
async function cutOne(
  planned: PlannedPicture,
  request: BatchRequest,
  fetching: FetchOptions,
): Promise<PictureResult> {
  const { source, target, input } = planned;
  const { plan, engine, model, permit = noConsent(), maxPixels, lenient, signal } = request;
  const { recipe, placement } = plan;
  const temp = tempPathFor(target);
  let copy: string | undefined;
  try {
    if (placement === 'skip' && (await exists(target))) {
      return { status: 'skipped', input, output: target };
    }
    await ensureFolder(path.dirname(target));
    const { file, isCopy } = await fetchSource(source, fetching);
    if (isCopy) copy = file;
    const address = source.kind === 'url' ? source.url : null;
    const picture = { source: file, name: input, target: temp, recipe, address, job: null };
    const tools = { engine, model, permit };
    const facts = await cutByPolicy({ ...picture, maxPixels, lenient }, tools, { signal });
    const { outcome, path: output } = await placeOutput({
      temp,
      target,
      placement,
      original: source.kind === 'file' ? source.path : null,
    });
    if (outcome === 'skipped') return { status: 'skipped', input, output };
    return { status: 'done', input, output, facts };
  } catch (error) {
    await rm(temp, { force: true });
    return { status: 'failed', input, error: OffcutError.from(error) };
  } finally {
    if (copy !== undefined) await rm(copy, { force: true });
  }
}

/** Makes sure that the destination can be written to, and that no former run left anything there. */
async function prepareFolders({ folder, planned }: BatchPlan): Promise<void> {
  if (planned.length === 0) return;
  if (folder !== null) await prepareDestination(folder.path);
  const folders = new Set(planned.map(({ target }) => path.dirname(target)));
  for (const each of folders) await sweepTempFiles(each, { olderThanMs: SWEEP_AGE_MS });
}

/**
 * Cuts a batch as it is planned. What goes wrong with one picture is its result and stops no
 * other; a batch that is aborted leaves finished cutouts and no temp file.
 * @throws OffcutError when nothing can be done at all: the first of the plan's refusals, or a
 *   destination that cannot be written to
 */
export async function cutBatch(request: BatchRequest): Promise<BatchSummary> {
  const { plan, engine, signal, onEvent } = request;
  const [refusal] = plan.refusals;
  if (refusal !== undefined) throw refusal;
  await prepareFolders(plan);

  const counts = { done: 0, skipped: 0, failed: 0 };
  const finish = (result: PictureResult) => {
    counts[result.status]++;
    onEvent({ type: 'finished', result });
  };
  onEvent({ type: 'planned', total: plan.planned.length });
  for (const { input, error } of plan.problems) finish({ status: 'failed', input, error });

  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-'));
  let engineEnds = 0;
  const stopListening = engine.onEnd((reason) => {
    engineEnds++;
    onEvent({ type: 'engine-ended', reason });
  });
  try {
    let copies = 0;
    const newFile = () => path.join(folder, String(copies++));
    const fetching = { newFile, stdin: request.stdin, signal };
    await forEachBounded(plan.planned, request.concurrency, signal, async (planned) => {
      const result = await cutOne(planned, request, fetching);
      if (!signal.aborted || result.status === 'done') finish(result);
    });
  } finally {
    stopListening();
    await rm(folder, { recursive: true, force: true });
  }
  return { ...counts, engineEnds };
}
