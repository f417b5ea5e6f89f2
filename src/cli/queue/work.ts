import type { Command } from 'commander';
import type { QueuePort } from '../../core/queue/control/port.ts';
import { OffcutError, type ErrorCode } from '../../shared/errors.ts';
import {
  endedStates,
  type BatchId,
  type EndedState,
  type Job,
  type JobId,
  type JobCounts,
} from '../../shared/queue.ts';
import { exitCodes } from '../exit-codes.ts';
import { addEngineFlags, type EngineFlags } from '../flags/engine-flags.ts';
import { count } from '../flags/number-flags.ts';
import { progressOn, type Progress } from '../progress.ts';
import { say, warn } from '../say.ts';
import { stayWithQueue, type WorkAccess } from './access.ts';
import { follow, type FollowEnd } from './follow.ts';
import { onInterrupt } from './interrupt.ts';
import { jobsOf } from './jobs-of.ts';
import { endNote, jobLine, noticeLine, pausedLine, pictures } from './words.ts';

export interface WorkOptions extends EngineFlags {
  /** s that pictures at work have to end when this is stopped. */
  readonly grace: number;
  readonly json?: true;
  readonly quiet?: true;
}

export const addWorkFlags = (command: Command): Command =>
  addEngineFlags(command)
    .option(
      '--grace <seconds>',
      'when stopped, how long pictures at work may take to end',
      count(0, 3600),
      5,
    )
    .option('--json', 'print one JSON object a line for each picture')
    .option('-q, --quiet', 'print failures only');

/** What to wait for. */
export interface Wanted {
  /** Undefined: all of the queue. */
  readonly batch: BatchId | undefined;
  /** Stays when nothing is left to do. */
  readonly keep: boolean;
}

/** How many ended. */
const sum = (counts: Pick<JobCounts, EndedState>) =>
  endedStates.reduce((total, name) => total + counts[name], 0);

/** Prints what became of each job, once, and counts it; one that was tried again counts anew. */
class Tally {
  readonly counts: Record<EndedState, number> = { done: 0, failed: 0, cancelled: 0, skipped: 0 };
  readonly #told = new Map<JobId, { readonly name: EndedState; readonly at: number }>();
  readonly #options: Pick<WorkOptions, 'json' | 'quiet'>;
  readonly #progress: Progress;

  constructor(options: Pick<WorkOptions, 'json' | 'quiet'>, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
  }

  tell(job: Job): void {
    const { state } = job;
    if (state.name === 'queued' || state.name === 'running') return;
    const { name, at } = state;
    const before = this.#told.get(job.id);
    if (before?.name === name && before.at === at) return;
    if (before !== undefined) this.counts[before.name]--;
    this.#told.set(job.id, { name, at });
    this.counts[name]++;
    const { json, quiet } = this.#options;
    if (json) {
      say(jobLine(job));
      return;
    }
    const note = endNote(job);
    if (note !== undefined && (!quiet || name === 'failed')) this.#progress.note(note);
  }

  summary(): string {
    const { done, ...others } = this.counts;
    const rest = Object.entries(others).filter(([, count]) => count > 0);
    return [`${done} done`, ...rest.map(([name, count]) => `${count} ${name}`)].join(', ');
  }
}

const isError = (error: unknown, code: ErrorCode) =>
  error instanceof OffcutError && error.code === code;

/**
 * Tells what ended while nobody listened: before this came, or between two owners.
 * @returns how many pictures of what is waited for have not ended
 */
async function catchUp(
  port: QueuePort,
  batch: BatchId | undefined,
  since: number,
  tally: Tally,
): Promise<number> {
  try {
    for await (const job of jobsOf(port, { batch, states: endedStates })) {
      if ('at' in job.state && job.state.at >= since) tally.tell(job);
    }
    const { counts } = await port.ask('counts', batch === undefined ? {} : { batch });
    return counts.queued + counts.running;
  } catch (error) {
    if (!isError(error, 'batch-unknown')) throw error;
    // Cleared meanwhile.
    return 0;
  }
}

/** What is to be said when this ends before the pictures do. */
function goingOn({ access }: WorkAccess, waiting: number): string {
  if (access.role === 'client') return `The queue goes on in process ${access.client.pid}.`;
  if (waiting === 0) return 'Nothing waits.';
  return `${pictures(waiting)} wait${waiting === 1 ? 's' : ''}; "offcut batch run" goes on.`;
}

interface Stay {
  readonly wanted: Wanted;
  readonly options: WorkOptions;
  readonly tally: Tally;
  readonly progress: Progress;
  /** Only for a person. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
  /** ms since 1970: what ended before is not told, unless it is of the batch that is wanted. */
  readonly since: number;
}

/** One stay with the queue, as its owner or attached to it. */
async function stayFor(
  stay: WorkAccess,
  { wanted, options, tally, progress, note, signal, since }: Stay,
): Promise<{ readonly end: FollowEnd; readonly waiting: number }> {
  const { access } = stay;
  const { port } = access;
  let end: FollowEnd;
  let open = 0;
  try {
    if (access.role === 'client') {
      note(`Process ${access.client.pid} works on the queue; this one watches.`);
    } else if (wanted.keep) note('Working on whatever is added; Ctrl-C ends that.');
    // Heard until the queue is let go of: what was at work may end in the time that it is given.
    port.listen((event) => {
      if (event.type !== 'ended') return;
      if (wanted.batch === undefined || event.job.batch === wanted.batch) tally.tell(event.job);
    });
    end = await follow(access, {
      ...wanted,
      signal,
      onState: ({ totals: { perMinute, msLeft } }, counts) => {
        const ended = sum(counts);
        progress.show({ ended, all: ended + counts.queued + counts.running, perMinute, msLeft });
      },
      onNotice: (notice) => {
        if (options.json) say(JSON.stringify({ status: 'notice', notice }));
        else if (!options.quiet || notice.type === 'store-failing') {
          progress.note(noticeLine(notice));
        }
      },
      onPaused: (what) => {
        note(pausedLine(what, wanted.batch));
      },
    });
    if (end !== 'owner-gone') {
      open = await catchUp(port, wanted.batch, wanted.batch === undefined ? since : 0, tally);
    }
  } catch (error) {
    if (!isError(error, 'queue-owner-gone')) {
      await stay.leave(0);
      throw error;
    }
    end = 'owner-gone';
  }
  const before = sum(tally.counts);
  await stay.leave(end === 'stopped' ? options.grace * 1000 : 0);
  return { end, waiting: open - (sum(tally.counts) - before) };
}

/**
 * Works on the queue, or watches the process that does, until what is wanted is done. When that
 * process ends first, this one takes over. Stopped by a signal, it lets go of what is at work; a
 * second signal does not wait for it.
 * @returns the exit code
 */
export async function work(wanted: Wanted, options: WorkOptions): Promise<number> {
  const silent = options.json === true || options.quiet === true;
  const progress = progressOn(process.stderr, !silent);
  const note = (line: string) => {
    if (!silent) progress.note(line);
  };
  const tally = new Tally(options, progress);
  const { signal, stop, release } = onInterrupt();
  const since = Date.now();
  try {
    for (;;) {
      const stay = await stayWithQueue({ ...options, note }, stop);
      const { end, waiting } = await stayFor(stay, {
        wanted,
        options,
        tally,
        progress,
        note,
        signal,
        since,
      });
      if (end === 'owner-gone' && !signal.aborted) {
        note('The process that worked on the queue ended; this one goes on.');
        continue;
      }
      progress.stop();
      if (end !== 'done') {
        warn(goingOn(stay, waiting));
        return exitCodes.interrupted;
      }
      if (!silent) say(tally.summary());
      if (waiting > 0)
        note(`${pictures(waiting)} ${waiting === 1 ? 'rests' : 'rest'} in paused batches.`);
      return tally.counts.failed === 0 ? exitCodes.done : exitCodes.someFailed;
    }
  } finally {
    progress.stop();
    release();
  }
}
