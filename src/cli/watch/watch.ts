import { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import type { QueueOwnership } from '../../core/queue/control/owner.ts';
import { exitCodes } from '../exit-codes.ts';
import { pictureLimits, type PictureFlags } from '../flags/picture-flags.ts';
import { stayWithQueue } from '../queue/access.ts';
import { onInterrupt } from '../queue/interrupt.ts';
import type { WorkOptions } from '../queue/work.ts';
import { pausedLine, pictures } from '../queue/words.ts';
import type { WantedFolder } from './folder-flags.ts';
import { beginWith } from './kept.ts';
import { Teller } from './teller.ts';

export interface WatchOptions extends WorkOptions, PictureFlags {
  readonly once?: true;
}

interface Run {
  /** Undefined: all that are kept. */
  readonly wanted: WantedFolder | undefined;
  readonly options: WatchOptions;
  readonly teller: Teller;
  /** Aborted: somebody wants this to end. */
  readonly signal: AbortSignal;
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });

/** Tells what is still wrong of what was dealt with. Returns whether anything is. */
function tellProblems(hot: HotFolders, teller: Teller): boolean {
  const problems = hot.problems();
  for (const problem of problems) {
    const folder = hot.kept().find(({ id }) => id === problem.hotFolder);
    if (folder !== undefined) teller.problem(folder, problem, false);
  }
  const offline = hot.list().some(({ state }) => state.name === 'offline');
  return problems.length > 0 || offline;
}

/** Watches until it is stopped or, with `once`, all that is there is dealt with. */
async function watchUntilEnd(
  { queue }: QueueOwnership,
  hot: HotFolders,
  { wanted, options, teller, signal }: Run,
): Promise<number> {
  await beginWith(hot, wanted);
  for (const { folder, state } of hot.list()) {
    if (state.name === 'paused') teller.state(folder, state);
  }
  if (queue.state().paused) {
    teller.note(pausedLine('queue', undefined));
  }
  const end = stopped(signal);
  if (options.once !== true) {
    await end;
    return exitCodes.done;
  }
  await Promise.race([end, hot.whenSettled().then(() => queue.whenIdle())]);
  if (signal.aborted) return exitCodes.interrupted;
  const wrong = tellProblems(hot, teller);
  return wrong || teller.anyFailed ? exitCodes.someFailed : exitCodes.done;
}

/** Works as the owner of the queue. Lets go of it in any case, hot folders first. */
async function own(
  owner: QueueOwnership,
  leave: (graceMs: number) => Promise<void>,
  run: Run,
): Promise<number> {
  const { options, teller, signal } = run;
  const hot = new HotFolders(owner.queue, pictureLimits(options));
  try {
    await teller.listenTo(owner, hot);
    return await watchUntilEnd(owner, hot, run);
  } finally {
    await hot.close();
    const { queued, running } = owner.queue.counts();
    if (signal.aborted && queued + running > 0) {
      teller.note(`Stopping. ${pictures(queued + running)} not done yet; the next start goes on.`);
    }
    await leave(signal.aborted ? options.grace * 1000 : 0);
  }
}

/**
 * Watches hot folders as the owner of the queue; while another process is that, waits for its end.
 * A signal ends it: what is at work gets `grace` to end, what waits is kept. A second one does not
 * wait.
 * @param wanted the one folder to watch; undefined: all that are kept
 * @returns the exit code; being stopped is no failure of a service
 * @throws UsageError, OffcutError of `beginWith` and `stayWithQueue`
 */
export async function watch(
  wanted: WantedFolder | undefined,
  options: WatchOptions,
): Promise<number> {
  const teller = new Teller(options);
  const { signal, stop, release } = onInterrupt();
  const note = (line: string) => {
    teller.note(line);
  };
  try {
    while (!signal.aborted) {
      const { access, leave } = await stayWithQueue({ ...options, note }, stop);
      if (access.role === 'owner') {
        return await own(access.owner, leave, { wanted, options, teller, signal });
      }
      note(`Process ${access.client.pid} works on the queue; this one waits until it ends.`);
      await Promise.race([stopped(signal), access.client.ended]);
      await leave(0);
    }
    return options.once === true ? exitCodes.interrupted : exitCodes.done;
  } finally {
    release();
  }
}
