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
  /** Aborted: somebody wants this to end. */
  readonly signal: AbortSignal;
}

/** `owner-gone`: the process that this one was attached to ended before the pictures did. */
export type FollowEnd = 'done' | 'stopped' | 'owner-gone';

/** Pictures that wait or are at work, without those that rest in paused batches. */
async function left(port: QueuePort, batch: BatchId | undefined): Promise<number> {
  if (batch === undefined) {
    const { state, resting } = await port.ask('status', {});
    return state.counts.queued + state.counts.running - resting;
  }
  const { counts } = await port.ask('counts', { batch });
  return counts.queued + counts.running;
}

/** Stays until the pictures are done, or something else ends it. */
export async function follow(
  { port, ...access }: QueueAccess,
  options: FollowOptions,
): Promise<FollowEnd> {
  const { batch, keep, signal, onState, onNotice } = options;
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
    const look = async (state: QueueState) => {
      const counts =
        batch === undefined ? state.counts : (await port.ask('counts', { batch })).counts;
      onState(state, counts);
      if (!keep && (await left(port, batch)) === 0) end('done');
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
