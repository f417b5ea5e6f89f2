import { OffcutError } from '../../../shared/errors.ts';
import type { Batch, BatchId } from '../../../shared/queue.ts';
import type { ControlMethod, ControlParams, ControlResult } from '../../../shared/queue-control.ts';
import type { Queue } from '../queue.ts';
import type { JobScope } from '../store/queue-store.ts';

/** What requests are answered from. */
export interface ControlHost {
  readonly queue: Queue;
  /** Whether it begins jobs. */
  readonly working: boolean;
  /** Begins to tell the one who asks what happens. */
  readonly subscribe: () => void;
  readonly stop: () => void;
}

type Handlers = {
  readonly [M in ControlMethod]: (host: ControlHost, params: ControlParams<M>) => ControlResult<M>;
};

function checkBatch(queue: Queue, id: BatchId): Batch {
  const batch = queue.batch(id);
  if (batch === undefined) throw new OffcutError('batch-unknown', { id });
  return batch;
}

/** A user who names what is not there made a mistake; the store would just pass it over. */
function checkScope(queue: Queue, scope: JobScope): void {
  if (scope.kind === 'batch') checkBatch(queue, scope.batch);
  if (scope.kind !== 'jobs') return;
  const unknown = scope.jobs.find((id) => queue.job(id) === undefined);
  if (unknown !== undefined) throw new OffcutError('job-unknown', { id: unknown });
}

/** How many jobs of the scope have not ended. */
function openIn(queue: Queue, scope: JobScope): number {
  if (scope.kind === 'jobs') {
    return new Set(
      scope.jobs.filter((id) => {
        const name = queue.job(id)?.state.name;
        return name === 'queued' || name === 'running';
      }),
    ).size;
  }
  const { queued, running } = queue.counts(scope.kind === 'batch' ? scope.batch : undefined);
  return queued + running;
}

/** Pictures that wait in paused batches. */
function restingIn(queue: Queue): number {
  return queue
    .batches()
    .filter(({ paused }) => paused)
    .reduce((sum, { id }) => sum + queue.counts(id).queued, 0);
}

function setPaused(queue: Queue, batch: BatchId | null, paused: boolean): void {
  if (batch !== null) {
    checkBatch(queue, batch);
    queue.pauseBatch(batch, paused);
  } else if (paused) queue.pause();
  else queue.resume();
}

const handlers: Handlers = {
  add: ({ queue }, { batch }) => queue.add(batch),
  page: ({ queue }, query) => {
    if (query.batch !== undefined) checkBatch(queue, query.batch);
    return queue.page(query);
  },
  position: ({ queue }, { job, ...filter }) => {
    if (filter.batch !== undefined) checkBatch(queue, filter.batch);
    return { offset: queue.position(job, filter) ?? null };
  },
  jobs: ({ queue }, { jobs }) => ({
    jobs: jobs.flatMap((id) => queue.job(id) ?? []),
  }),
  counts: ({ queue }, { batch }) => {
    const paused = batch === undefined ? queue.state().paused : checkBatch(queue, batch).paused;
    return { counts: queue.counts(batch), doubtful: queue.doubtful(batch), paused };
  },
  batches: ({ queue }) => ({
    batches: queue.batches().map((batch) => ({ batch, counts: queue.counts(batch.id) })),
  }),
  status: ({ queue, working }) => ({
    pid: process.pid,
    working,
    state: queue.state(),
    resting: restingIn(queue),
  }),
  pause: ({ queue }, { batch }) => {
    setPaused(queue, batch, true);
    return {};
  },
  resume: ({ queue }, { batch }) => {
    setPaused(queue, batch, false);
    return {};
  },
  retry: ({ queue }, { scope, states, model }) => {
    checkScope(queue, scope);
    return { jobs: queue.retry(scope, states, model) };
  },
  cancel: ({ queue }, { scope }) => {
    checkScope(queue, scope);
    const jobs = openIn(queue, scope);
    queue.cancel(scope);
    return { jobs };
  },
  clear: ({ queue }, { scope, states }) => {
    checkScope(queue, scope);
    return { jobs: queue.clear(scope, states) };
  },
  move: ({ queue }, { jobs, before }) => {
    checkScope(queue, { kind: 'jobs', jobs: before === null ? jobs : [...jobs, before] });
    queue.move(jobs, before);
    return {};
  },
  prioritise: ({ queue }, { scope, priority }) => {
    checkScope(queue, scope);
    queue.prioritise(scope, priority);
    return {};
  },
  subscribe: ({ subscribe }) => {
    subscribe();
    return {};
  },
  stop: ({ stop }) => {
    stop();
    return {};
  },
};

/** Does what is asked for. Throws OffcutError `batch-unknown`, `job-unknown`, and of the queue. */
export function perform<M extends ControlMethod>(
  host: ControlHost,
  method: M,
  params: ControlParams<M>,
): ControlResult<M> {
  return handlers[method](host, params);
}
