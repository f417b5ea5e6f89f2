import type { QueueAccess } from '../../core/queue/control/attach-or-own.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { BatchId, JobCounts } from '../../shared/queue.ts';
import type { ControlEvent } from '../../shared/queue-control.ts';
import type { QueueNotice, QueueState } from '../../shared/queue-events.ts';

export interface FollowOptions {
  /** Only this batch; undefined: all. */
  readonly batch: BatchId | undefined;
  /** Whether to stay when nothing is left to do. */
  readonly keep: boolean;
  readonly onState: (state: QueueState, counts: JobCounts) => void;
  readonly onNotice: (notice: QueueNotice) => void;
  /** What is waited for was paused, or was so from the beginning. */
  readonly onPaused: (what: 'queue' | 'batch') => void;
  /** Aborted: somebody wants this to end. */
  readonly signal: AbortSignal;
}

/** `owner-gone`: the process that this one was attached to ended before the pictures did. */
export type FollowEnd = 'done' | 'stopped' | 'owner-gone';

interface Stand {
  readonly counts: JobCounts;
  /** Pictures that wait or are at work, without those that rest in paused batches. */
  readonly left: number;
  readonly paused: 'queue' | 'batch' | null;
}

async function standOf(port: QueuePort, batch: BatchId | undefined): Promise<Stand> {
  const { state, resting } = await port.ask('status', {});
  const rests = state.paused ? 'queue' : null;
  if (batch === undefined) {
    const { counts } = state;
    return { counts, left: counts.queued + counts.running - resting, paused: rests };
  }
  const { counts, paused } = await port.ask('counts', { batch });
  return { counts, left: counts.queued + counts.running, paused: paused ? 'batch' : rests };
}

/** Stays until the pictures are done, or something else ends it. */
export async function follow(
  { port, ...access }: QueueAccess,
  options: FollowOptions,
): Promise<FollowEnd> {
  const { batch, keep, signal, onState, onNotice, onPaused } = options;
  return new Promise<FollowEnd>((resolve, reject) => {
    const end = (how: FollowEnd) => {
      unlisten();
      signal.removeEventListener('abort', stop);
      resolve(how);
    };
    const fail = (error: unknown) => {
      const { code } = OffcutError.from(error);
      if (code === 'queue-owner-gone') end('owner-gone');
      // Its last pictures were taken off the list while somebody waited for them.
      else if (code === 'batch-unknown') end('done');
      else {
        unlisten();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const stop = () => {
      end('stopped');
    };
    let rested: Stand['paused'] = null;
    const look = async (state: QueueState) => {
      const { counts, left, paused } = await standOf(port, batch);
      onState(state, counts);
      if (paused !== rested && paused !== null && (keep || left > 0)) onPaused(paused);
      rested = paused;
      if (!keep && left === 0) end('done');
    };
    const hear = (event: ControlEvent) => {
      if (event.type === 'ended') return;
      for (const each of event.events) {
        if (each.type === 'notice') onNotice(each.notice);
        if (each.type === 'state') look(each.state).catch(fail);
      }
    };
    const unlisten = port.listen(hear);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    if ('client' in access) {
      void access.client.ended.then(() => {
        end('owner-gone');
      });
    }
    port.ask('subscribe', {}).catch(fail);
  });
}
