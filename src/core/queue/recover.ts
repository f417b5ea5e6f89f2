import { lstat, rename, rm } from 'node:fs/promises';
import { assertNever } from '../../shared/assert.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Batch, FileVersion, Job, ProvenOutput, WrittenOutput } from '../../shared/queue.ts';
import { writeError } from '../../shared/write-error.ts';
import { fileVersion } from '../files/hash-file.ts';
import { placeOutput } from '../files/place-output.ts';
import { isSameFile } from '../files/same-file.ts';
import { isNotThere } from '../sources/read-error.ts';
import type { JobResult } from './job-result.ts';
import { decideRecovery, type Found, type Recovery } from './recovery.ts';
import type { JobTools } from './run-job.ts';

export type RecoveryTools = Pick<JobTools, 'moveToTrash' | 'recordWritten'> & {
  /** Hears of a file that may be an output which no job knows of. */
  readonly onOrphan: (job: Job, path: string) => void;
};

type Seen = 'missing' | 'empty' | 'whole' | 'other';

/** What stands at `file`, against what is expected there. Rejects with Node's system errors. */
async function see(file: string, expected: Omit<WrittenOutput, 'path'>): Promise<Seen> {
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) return 'other';
    if (stats.size === 0) return 'empty';
    if (stats.size !== expected.bytes) return 'other';
    return (await fileVersion(file)).sha256 === expected.sha256 ? 'whole' : 'other';
  } catch (error) {
    if (isNotThere(error)) return 'missing';
    throw error;
  }
}

const foundPlace = { missing: 'free', empty: 'empty', whole: 'equal', other: 'other' } as const;

async function seeOriginal(
  original: string,
  cut: FileVersion | undefined,
): Promise<Found['original']> {
  const seen = await see(original, cut ?? { bytes: -1, sha256: '' });
  if (seen === 'missing') return 'missing';
  return seen === 'whole' ? 'same' : 'changed';
}

async function lookFor(
  job: Job,
  batch: Batch,
  temp: string,
  written: ProvenOutput,
): Promise<Found> {
  const seenTemp = await see(temp, written);
  const seenPlace = await see(written.path, written);
  const linked =
    seenTemp === 'whole' && seenPlace === 'whole' && (await isSameFile(temp, written.path));
  const place = linked ? 'linked' : foundPlace[seenPlace];
  const found = { temp: seenTemp === 'empty' ? 'other' : seenTemp, place } as const;
  if (batch.placement !== 'replace' || job.source.kind !== 'file') {
    return { ...found, original: null };
  }
  const original = job.source.path;
  const isOutput =
    place === 'linked' || place === 'empty' || (place === 'equal' && found.temp !== 'whole');
  if (isOutput && (await isSameFile(original, written.path))) {
    return { ...found, original: 'missing' };
  }
  return { ...found, original: await seeOriginal(original, written.source) };
}

/** Makes the output a temp file again. A rename between two names of one file does nothing. */
async function takeBack(place: string, temp: string): Promise<void> {
  if (await isSameFile(temp, place)) await rm(place);
  else await rename(place, temp);
}

async function finish(
  job: Job,
  batch: Batch,
  temp: string,
  written: ProvenOutput,
  recovery: Recovery,
  tools: RecoveryTools,
): Promise<JobResult> {
  const { facts, source: cut, ...output } = written;
  const source = cut ?? null;
  if ('clear' in recovery && recovery.clear) await rm(output.path, { force: true });
  switch (recovery.action) {
    case 'run-again':
      if (recovery.orphan) tools.onOrphan(job, output.path);
      return { outcome: 'interrupted', source: null };
    case 'record-done':
      return { outcome: 'done', output, facts, source };
    case 'record-skipped':
      return { outcome: 'skipped', path: output.path, source };
    case 'move':
    case 'replace': {
      const replaces = recovery.action === 'replace';
      if (replaces && recovery.undo) await takeBack(output.path, temp);
      const { placement } = batch;
      const { outcome, path } = await placeOutput({
        temp,
        target: job.target,
        // An original that is gone was binned already.
        placement: placement === 'replace' && !replaces ? 'rename' : placement,
        original: replaces && job.source.kind === 'file' ? job.source.path : null,
        moveToTrash: tools.moveToTrash,
        onCandidate: (candidate) => {
          tools.recordWritten(job.id, { ...output, path: candidate }, facts, cut);
        },
      });
      if (outcome === 'skipped') return { outcome, path, source };
      return { outcome: 'done', output: { ...output, path }, facts, source };
    }
    default:
      return assertNever(recovery);
  }
}

/**
 * Ends what the owner of before left running: what was proven is finished or recorded, the rest
 * waits again. Leaves no temp file. Never throws.
 */
export async function recoverJob(job: Job, batch: Batch, tools: RecoveryTools): Promise<JobResult> {
  if (job.state.name !== 'running') throw new Error(`job ${job.id} is not running`);
  const { temp, written } = job.state;
  try {
    if (written === null) return { outcome: 'interrupted', source: null };
    const recovery = decideRecovery(batch.placement, await lookFor(job, batch, temp, written));
    return await finish(job, batch, temp, written, recovery, tools);
  } catch (error) {
    // The disk does not let itself be looked at: nothing is known, so nothing is done twice.
    return {
      outcome: 'failed',
      error: error instanceof OffcutError ? error : writeError(error, job.target),
      source: written?.source ?? null,
    };
  } finally {
    await rm(temp, { force: true }).catch(() => undefined);
  }
}
