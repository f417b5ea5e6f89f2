import { mkdtemp, open, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { assertNever } from '../../shared/assert.ts';
import type { CutoutFacts, Device } from '../../shared/cutout.ts';
import type { RunMessage } from '../../shared/engine-protocol.ts';
import { OffcutError, reasonOf, type ErrorCode } from '../../shared/errors.ts';
import { refuseNotYetBuilt, type OutputFormat, type Recipe } from '../../shared/recipe.ts';
import { errnoOf } from '../../shared/write-error.ts';
import type { Engine } from '../engine/engine.ts';
import type { ExistsPolicy } from '../files/commit.ts';
import { exists } from '../files/exists.ts';
import { ensureFolder, prepareDestination } from '../files/destination.ts';
import { placeOutput } from '../files/place-output.ts';
import { SWEEP_AGE_MS, sweepTempFiles, tempPathFor } from '../files/temp-name.ts';
import { planOutputs, type Destination, type PlannedOutput } from '../plan/plan-outputs.ts';
import { expandSources } from '../sources/expand.ts';
import { sourceName } from '../sources/source-name.ts';
import type { Source } from '../sources/source.ts';
import { fetchSource, type FetchOptions } from './fetch-source.ts';

export interface BatchRequest {
  /** Files, folders, globs, URLs, or `-` for `stdin`. */
  readonly inputs: readonly string[];
  readonly cwd: string;
  readonly stdin?: Readable | undefined;
  readonly destination: Destination;
  readonly exists: ExistsPolicy;
  readonly recipe: Recipe;
  readonly engine: Pick<Engine, 'run'>;
  readonly model: RunMessage['model'];
  readonly device: Device;
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
  | { readonly type: 'finished'; readonly result: PictureResult };

export interface BatchSummary {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
}

/** How the files of each format end, without the dot. */
export const extensions: Readonly<Record<OutputFormat, string>> = {
  png: 'png',
  webp: 'webp',
  jpeg: 'jpg',
  avif: 'avif',
  tiff: 'tif',
};

export function nameOf(source: Source, cwd: string): string {
  switch (source.kind) {
    case 'file': {
      const relative = path.relative(cwd, source.path);
      return relative.startsWith('..') ? source.path : relative;
    }
    case 'url':
      return source.url;
    case 'stdin':
      return '-';
    default:
      return assertNever(source);
  }
}

/**
 * What is wrong with a background picture would be wrong with each picture of the batch.
 * @throws OffcutError `background-unreadable` when it is not there or cannot be opened
 */
export async function checkBackground({ background, output }: Recipe): Promise<void> {
  if (background.type !== 'image' || output.channels === 'alpha') return;
  const { path: file } = background;
  const refuse = (problem: ErrorCode, cause?: unknown) => {
    const { message } = new OffcutError(problem, { path: file, reason: reasonOf(cause) });
    return new OffcutError(
      'background-unreadable',
      { path: file, problem, reason: message },
      { cause },
    );
  };
  try {
    const handle = await open(file, 'r');
    try {
      if (!(await handle.stat()).isFile()) throw new Error('it is not a file');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw refuse(errnoOf(error) === 'ENOENT' ? 'input-not-found' : 'input-unreadable', error);
  }
}

/** Makes sure that the destination can be written to, and resolves links in its path. */
export async function realDestination(destination: Destination): Promise<Destination> {
  switch (destination.type) {
    case 'directory':
      return { type: 'directory', path: await prepareDestination(destination.path) };
    case 'file': {
      const folder = await prepareDestination(path.dirname(destination.path));
      return { type: 'file', path: path.join(folder, path.basename(destination.path)) };
    }
    case 'replace':
      return destination;
    default:
      return assertNever(destination);
  }
}

/** Runs `work` over all items, at most `limit` at once; ends early when `signal` is aborted. */
async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (;;) {
      const item = items[next++];
      if (item === undefined || signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}

/** One picture from its source to its place; never leaves a temp file. */
async function cutOne(
  planned: PlannedOutput,
  request: BatchRequest,
  fetching: FetchOptions,
): Promise<PictureResult> {
  const { source, target } = planned;
  const { engine, recipe, model, device, maxPixels, lenient, signal } = request;
  const input = nameOf(source, request.cwd);
  const temp = tempPathFor(target);
  let copy: string | undefined;
  try {
    const skips = request.exists === 'skip' && request.destination.type !== 'replace';
    if (skips && (await exists(target))) return { status: 'skipped', input, output: target };
    await ensureFolder(path.dirname(target));
    const { file, isCopy } = await fetchSource(source, fetching);
    if (isCopy) copy = file;
    const job = { source: file, name: input, target: temp, recipe, model, device };
    const facts = await engine.run({ ...job, maxPixels, lenient }, { signal });
    const { outcome, path: output } = await placeOutput({
      temp,
      target,
      placement: request.destination.type === 'replace' ? 'replace' : request.exists,
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

/**
 * Plans and cuts a batch. What goes wrong with one picture is its result and stops no other; a
 * batch that is aborted leaves finished cutouts and no temp file.
 * @throws OffcutError when nothing can be done at all: a recipe with parts that are not built yet,
 *   a background picture that is not there, or a destination that cannot be written to
 */
export async function cutBatch(request: BatchRequest): Promise<BatchSummary> {
  const { inputs, cwd, recipe, signal, onEvent } = request;
  refuseNotYetBuilt(recipe);
  await checkBackground(recipe);
  const destination = await realDestination(request.destination);

  const ignore = destination.type === 'directory' ? [destination.path] : [];
  const { sources, problems } = await expandSources(inputs, { cwd, ignore });
  const items = await Promise.all(
    sources.map(async (source) => ({
      source,
      stem: sourceName(source).stem,
      realPath: source.kind === 'file' ? await realpath(source.path).catch(() => null) : null,
    })),
  );
  const extension = extensions[recipe.output.format];
  const plan = planOutputs(items, { destination, extension, platform: process.platform });

  const counts = { done: 0, skipped: 0, failed: 0 };
  const finish = (result: PictureResult) => {
    counts[result.status]++;
    onEvent({ type: 'finished', result });
  };
  onEvent({ type: 'planned', total: plan.planned.length });
  for (const { input, error } of problems) finish({ status: 'failed', input, error });
  for (const { source, error } of plan.problems) {
    finish({ status: 'failed', input: nameOf(source, cwd), error });
  }

  const folders = new Set(plan.planned.map(({ target }) => path.dirname(target)));
  for (const folder of folders) await sweepTempFiles(folder, { olderThanMs: SWEEP_AGE_MS });

  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-'));
  try {
    const fetching = { folder, stdin: request.stdin, signal };
    await forEachBounded(plan.planned, request.concurrency, signal, async (planned) => {
      const result = await cutOne(planned, { ...request, destination }, fetching);
      if (!signal.aborted || result.status === 'done') finish(result);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return counts;
}
