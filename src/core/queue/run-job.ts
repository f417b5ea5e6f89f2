import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Consent } from '../../shared/consent.ts';
import type { CutoutFacts, Device, Stage } from '../../shared/cutout.ts';
import type { RunMessage } from '../../shared/engine-protocol.ts';
import { OffcutError } from '../../shared/errors.ts';
import {
  priorities,
  type Batch,
  type FileVersion,
  type HotFolderId,
  type Job,
  type JobSource,
  type WrittenOutput,
} from '../../shared/queue.ts';
import { fetchSource } from '../batch/fetch-source.ts';
import type { Engine } from '../engine/engine.ts';
import { ensureFolder } from '../files/destination.ts';
import { exists } from '../files/exists.ts';
import { fileVersion } from '../files/hash-file.ts';
import { placeOutput } from '../files/place-output.ts';
import { cutByPolicy, type CloudPermit } from '../providers/cut-by-policy.ts';
import type { MoveToTrash } from '../files/replace-original.ts';
import { isNotThere, readError } from '../sources/read-error.ts';
import { writeError } from '../../shared/write-error.ts';
import type { JobResult } from './job-result.ts';
import type { QueueStore } from './store/queue-store.ts';

/** What running a job takes, the same for all jobs of a queue. */
export interface JobTools {
  readonly engine: Pick<Engine, 'run'>;
  readonly resolveModel: (id: string) => Promise<RunMessage['model']>;
  readonly device: Device;
  /** Whether pictures may be sent that this was agreed to for. */
  readonly permit: (consent: Consent | null) => CloudPermit;
  /** A folder of the queue's own, for sources that are no files yet. */
  readonly downloads: string;
  readonly moveToTrash: MoveToTrash | undefined;
  readonly recordWritten: QueueStore['recordWritten'];
  /** Where the cutouts of a hot folder go; undefined when it was removed. */
  readonly destinationOf: (hotFolder: HotFolderId) => string | undefined;
  /** Called before a folder is written to. */
  readonly enterFolder: (folder: string) => Promise<unknown>;
}

/** How one try at a job is watched and stopped. */
export interface JobWatch {
  readonly signal: AbortSignal;
  readonly onModel: (model: RunMessage['model']['entry']['id']) => void;
  readonly onStage: (stage: Stage) => void;
}

/** The version of a source; `sha256` only where somebody asks for it. */
type Looked = Omit<FileVersion, 'sha256'> & { readonly sha256: string | null };

/** @throws OffcutError `input-not-found`, `input-offline`, `input-unreadable` */
async function look(file: string, hashed: boolean): Promise<Looked> {
  try {
    if (hashed) return await fileVersion(file);
    const { size, mtimeMs } = await stat(file);
    return { bytes: size, mtime: Math.trunc(mtimeMs), sha256: null };
  } catch (error) {
    const folder = path.dirname(file);
    // A whole folder that is missing is a drive that is away, more often than not.
    if (isNotThere(error) && !(await exists(folder))) {
      throw new OffcutError('input-offline', { folder }, { cause: error });
    }
    throw readError(error, file);
  }
}

const versionOf = (looked: Looked | null): FileVersion | null =>
  looked?.sha256 == null ? null : { ...looked, sha256: looked.sha256 };

/**
 * @throws OffcutError `input-changed` when the file is not the one that was looked at before, or,
 *   where it must still be there (`needed`), what `look` throws
 */
async function refuseChanged(file: string, before: Looked, needed: boolean): Promise<void> {
  const now = await look(file, false).catch((error: unknown) => {
    if (needed) throw error;
    return undefined;
  });
  if (now === undefined || (now.bytes === before.bytes && now.mtime === before.mtime)) return;
  throw new OffcutError('input-changed', { path: file });
}

/**
 * A folder that is missing is made, but not the destination of a hot folder: that was there when it
 * was saved, so its drive is away, and cutouts must not land on the disk below the mount point.
 * @throws OffcutError `input-offline`, and those of `ensureFolder`
 */
async function prepareFolder(
  folder: string,
  { hotFolder }: Batch,
  { destinationOf, enterFolder }: JobTools,
): Promise<void> {
  const destination = hotFolder === null ? undefined : destinationOf(hotFolder);
  if (destination !== undefined && !(await exists(destination))) {
    throw new OffcutError('input-offline', { folder: destination });
  }
  await ensureFolder(folder);
  await enterFolder(folder);
}

const nameOf = (source: JobSource): string => (source.kind === 'file' ? source.path : source.url);

/** @throws OffcutError `output-not-verified` when the file is not what the engine says it wrote */
async function proveTemp(temp: string, facts: CutoutFacts, target: string): Promise<WrittenOutput> {
  const { bytes, sha256 } = await fileVersion(temp).catch((error: unknown) => {
    throw writeError(error, target);
  });
  if (bytes !== facts.bytes) {
    const reason = `it has ${bytes} bytes in place of ${facts.bytes}`;
    throw new OffcutError('output-not-verified', { reason });
  }
  return { path: target, bytes, sha256 };
}

/** Cuts the source into the temp file; throws what makes the job fail. */
async function cutToTemp(
  job: Job,
  { recipe, lenient, maxPixels, consent }: Batch,
  tools: JobTools,
  temp: string,
  watch: JobWatch,
): Promise<CutoutFacts> {
  const { signal, onStage } = watch;
  const newFile = () => path.join(tools.downloads, randomUUID());
  const fetching = { newFile, stdin: undefined, signal };
  const { file, isCopy } = await fetchSource(job.source, fetching);
  try {
    const model = async () => {
      const found = await tools.resolveModel(job.model ?? recipe.model);
      watch.onModel(found.entry.id);
      return { model: found, device: tools.device };
    };
    const picture = { source: file, name: nameOf(job.source), target: temp, recipe };
    const address = job.source.kind === 'url' ? job.source.url : null;
    const urgent = job.priority >= priorities.interactive;
    return await cutByPolicy(
      { ...picture, address, job: job.id, maxPixels, lenient, urgent },
      { engine: tools.engine, model, permit: tools.permit(consent) },
      { signal, onStage },
    );
  } finally {
    if (isCopy) await rm(file, { force: true });
  }
}

/**
 * One try at a claimed job, by the protocol that survives the end of the process at any point:
 * temp file, proof, the place said to the store before it is taken, the move. Never throws and
 * never leaves a temp file; the caller records the result. Stopped by the signal, it ends as
 * `cancelled`, unless the output was proven by then: that is finished.
 */
export async function runJob(
  job: Job,
  batch: Batch,
  tools: JobTools,
  watch: JobWatch,
): Promise<JobResult> {
  const { state, target } = job;
  if (state.name !== 'running') throw new Error(`job ${job.id} is not running`);
  const { temp } = state;
  const original = job.source.kind === 'file' ? job.source.path : null;
  const hashed = batch.hotFolder !== null || batch.placement === 'replace';
  let before: Looked | null = null;
  try {
    if (original !== null) before = await look(original, hashed);
    if (batch.placement === 'skip' && (await exists(target))) {
      return { outcome: 'skipped', path: target, source: versionOf(before) };
    }
    await prepareFolder(path.dirname(target), batch, tools);
    const cut = cutToTemp(job, batch, tools, temp, watch);
    const facts = await cut.catch(async (error: unknown) => {
      // What is wrong with a picture that is still being written may not be wrong with it later.
      if (before && original !== null && !watch.signal.aborted) {
        await refuseChanged(original, before, false);
      }
      throw error;
    });
    if (before && original !== null) {
      await refuseChanged(original, before, batch.placement === 'replace');
    }
    const proven = await proveTemp(temp, facts, target);
    if (watch.signal.aborted) throw new OffcutError('cancelled');

    const source = versionOf(before);
    const { outcome, path: place } = await placeOutput({
      temp,
      target,
      placement: batch.placement,
      original,
      moveToTrash: tools.moveToTrash,
      durable: !batch.fleeting,
      onCandidate: (candidate) => {
        const output = { ...proven, path: candidate };
        tools.recordWritten(job.id, output, facts, source ?? undefined);
      },
    });
    if (outcome === 'skipped') return { outcome, path: place, source };
    return { outcome: 'done', output: { ...proven, path: place }, facts, source };
  } catch (thrown) {
    await rm(temp, { force: true }).catch(() => undefined);
    const error = OffcutError.from(thrown);
    const source = versionOf(before);
    if (error.code === 'cancelled') return { outcome: 'cancelled', source };
    return { outcome: 'failed', error, source };
  }
}
