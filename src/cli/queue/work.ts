import { assertNever } from '../../shared/assert.ts';
import type { BatchId, Job, JobCounts } from '../../shared/queue.ts';
import type { QueueNotice } from '../../shared/queue-events.ts';
import { exitCodes } from '../exit-codes.ts';
import { stayWithQueue, type WorkAccess } from './access.ts';
import { follow, type FollowEnd } from './follow.ts';
import { queueProgressOn, type QueueProgress } from './queue-progress.ts';
import { endNote, jobLine, pictures, shown } from './words.ts';

export interface WorkOptions {
  readonly concurrency: number;
  readonly threads: number;
  /** s that pictures at work have to end when this is stopped. */
  readonly grace: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** What to wait for. */
export interface Wanted {
  /** Undefined: all of the queue. */
  readonly batch: BatchId | undefined;
  /** Stays when nothing is left to do. */
  readonly keep: boolean;
}

type Tally = Record<'done' | 'skipped' | 'failed' | 'cancelled', number>;

function noticeLine(notice: QueueNotice): string | undefined {
  switch (notice.type) {
    case 'recovered':
      return `The Offcut of before was ended at work: ${pictures(notice.finished)} of its were finished, ${notice.again} wait again.`;
    case 'orphan':
      return `${shown(notice.path)} may be a cutout of job ${notice.job}, which does not know of it.`;
    case 'store-failing':
      return `${notice.error.message} [${notice.error.code}]`;
    case 'store-works-again':
      return 'The queue can be recorded again.';
    default:
      return assertNever(notice);
  }
}

/** Prints what became of a job, and counts it. */
function tell(job: Job, tally: Tally, options: WorkOptions, progress: QueueProgress): void {
  const { name } = job.state;
  if (name === 'queued' || name === 'running') return;
  tally[name]++;
  if (options.json) {
    process.stdout.write(`${jobLine(job)}\n`);
    return;
  }
  const note = endNote(job);
  if (note !== undefined && (!options.quiet || name === 'failed')) progress.note(note);
}

/** How many ended. */
const sum = ({ done, skipped, failed, cancelled }: Tally | JobCounts) =>
  done + skipped + failed + cancelled;

function summary(tally: Tally): string {
  const { done, ...others } = tally;
  const rest = Object.entries(others).filter(([, count]) => count > 0);
  return [`${done} done`, ...rest.map(([name, count]) => `${count} ${name}`)].join(', ');
}

/** What is to be said when this ends before the pictures do. */
function goingOn({ access }: WorkAccess, waiting: number): string {
  if (access.role === 'client') return `The queue goes on in process ${access.client.pid}.`;
  if (waiting === 0) return 'Nothing waits.';
  return `${pictures(waiting)} wait${waiting === 1 ? 's' : ''}; "offcut batch run" goes on.`;
}

/** Pictures that wait, and failed ones, of what is waited for. */
async function standOf({ port }: WorkAccess, batch: BatchId | undefined) {
  const { counts } = await port.ask('counts', batch === undefined ? {} : { batch });
  return { waiting: counts.queued + counts.running, failed: counts.failed };
}

/**
 * Works on the queue, or watches the process that does, until what is wanted is done. When that
 * process ends first, this one takes over. Stopped by a signal, it lets go of what is at work.
 * @returns the exit code
 */
export async function work(wanted: Wanted, options: WorkOptions): Promise<number> {
  const silent = options.json === true || options.quiet === true;
  const progress = queueProgressOn(process.stderr, !silent);
  const note = (line: string) => {
    if (!silent) progress.note(line);
  };
  const tally: Tally = { done: 0, skipped: 0, failed: 0, cancelled: 0 };
  const interrupt = new AbortController();
  const stop = () => {
    interrupt.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let failedBefore: number | undefined;
  try {
    for (;;) {
      const { concurrency, threads } = options;
      const stay = await stayWithQueue({ concurrency, threads, note }, stop);
      let end: FollowEnd = 'stopped';
      let grace = 0;
      let last = { waiting: 0, failed: 0 };
      try {
        if (stay.access.role === 'client') {
          note(`Process ${stay.access.client.pid} works on the queue; this one watches.`);
        }
        // Heard until the queue is let go of: what was at work may end in the time that it is given.
        stay.port.listen((event) => {
          if (event.type !== 'ended') return;
          if (wanted.batch !== undefined && event.job.batch !== wanted.batch) return;
          tell(event.job, tally, options, progress);
        });
        failedBefore ??= wanted.batch === undefined ? (await standOf(stay, undefined)).failed : 0;
        end = await follow(stay.access, {
          ...wanted,
          signal: interrupt.signal,
          onState: ({ totals: { perMinute, msLeft } }, counts) => {
            const ended = sum(counts);
            const all = ended + counts.queued + counts.running;
            progress.show({ ended, all, perMinute, msLeft });
          },
          onNotice: (notice) => {
            const line = noticeLine(notice);
            if (line !== undefined) note(line);
          },
        });
        if (end === 'stopped') grace = options.grace * 1000;
        if (end !== 'owner-gone') last = await standOf(stay, wanted.batch).catch(() => last);
      } finally {
        const before = sum(tally);
        await stay.leave(grace);
        last = { ...last, waiting: last.waiting - (sum(tally) - before) };
      }
      if (end === 'owner-gone') {
        if (interrupt.signal.aborted) return exitCodes.interrupted;
        note('The process that worked on the queue ended; this one goes on.');
        continue;
      }
      progress.stop();
      if (end === 'stopped') {
        process.stderr.write(`${goingOn(stay, last.waiting)}\n`);
        return exitCodes.interrupted;
      }
      if (!silent) process.stdout.write(`${summary(tally)}\n`);
      const failed = Math.max(tally.failed, last.failed - failedBefore);
      return failed === 0 ? exitCodes.done : exitCodes.someFailed;
    }
  } finally {
    progress.stop();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
