import fc from 'fast-check';
import { expect, it } from 'vitest';
import { facts, newBatch, newJob, tempFor, written } from '../../../../test/helpers/queue.ts';
import { OffcutError } from '../../../shared/errors.ts';
import {
  jobStates,
  priorities,
  type JobCounts,
  type JobId,
  type JobStateName,
  type Priority,
} from '../../../shared/queue.ts';
import { migrate } from '../../sqlite/migrate.ts';
import { queueDatabase } from './queue-database.ts';
import type { JobEnd, JobFilter, JobScope, QueueStore } from './queue-store.ts';
import { migrations } from './schema.ts';
import { sqliteQueueStore } from './sqlite-queue-store.ts';

/**
 * Random commands, given to the store and to a model of a few lines: after each, both must show the
 * same list, the same counters, and claim the same job next.
 */

interface ModelJob {
  readonly id: JobId;
  readonly batch: number;
  priority: Priority;
  state: JobStateName;
  attempts: number;
  model: string | null;
  heldAt: number | null;
  notBefore: number | null;
  written: boolean;
  readonly source: string;
  /** Of the last end as done; null: no model ran. */
  confidence: number | null;
}

interface Model {
  /** In the order of their positions. */
  line: ModelJob[];
  readonly pausedBatches: Set<number>;
  paused: boolean;
  now: number;
}

const runOrder = ({ line }: Model) => [...line].sort((a, b) => b.priority - a.priority);

const inScope = (scope: JobScope) => (job: ModelJob) =>
  scope.kind === 'all' ||
  (scope.kind === 'batch' ? job.batch === scope.batch : scope.jobs.includes(job.id));

const mayRun = ({ now, paused, pausedBatches }: Model, job: ModelJob) =>
  !paused &&
  job.state === 'queued' &&
  !pausedBatches.has(job.batch) &&
  (job.notBefore === null || job.notBefore <= now || (job.heldAt ?? 0) > now);

const queue = (job: ModelJob, heldAt: number | null, notBefore: number | null) =>
  Object.assign(job, { state: 'queued', heldAt, notBefore, written: false });

type Command = (model: Model, store: QueueStore) => void;

const ended = ['done', 'failed', 'cancelled', 'skipped'] as const;
const priority = fc.constantFrom(...Object.values(priorities));
const someEnded = fc.subarray([...ended]);
/** Picks one of a list by a number of any size, so that commands need not know the list. */
const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length];
const index = fc.nat(1000);

const scopeOf = (model: Model, kind: JobScope['kind'], numbers: readonly number[]): JobScope => {
  const jobs = numbers.flatMap((at) => pick(model.line, at)?.id ?? []);
  if (kind === 'jobs') return { kind, jobs: [...jobs, 1_000_000] };
  return kind === 'all' ? { kind } : { kind, batch: pick(model.line, numbers[0] ?? 0)?.batch ?? 1 };
};
const scope = fc.tuple(
  fc.constantFrom<JobScope['kind']>('all', 'batch', 'jobs'),
  fc.array(index, { maxLength: 4 }),
);

const names = ['Öl', 'öl', 'OL', 'a_b', 'axb', '50%', '[1]', '?*', 'É', 'É', 'ß', '猫'];
const add = fc
  .tuple(priority, fc.array(fc.constantFrom(...names), { maxLength: 5 }))
  .map(([level, chosen]): Command => (model, store) => {
    const added = newBatch({ priority: level, jobs: chosen.map(newJob) });
    const { batch, jobs } = store.addBatch(added);
    for (const [at, id] of jobs.entries()) {
      const none = { heldAt: null, notBefore: null, model: null, written: false, confidence: null };
      const source = `/in/${chosen[at] ?? ''}.jpg`;
      model.line.push({
        id,
        batch,
        priority: level,
        state: 'queued',
        attempts: 0,
        source,
        ...none,
      });
    }
  });

const claim = fc.integer({ min: -50, max: 50 }).map((step): Command => (model, store) => {
  model.now += step;
  const next = runOrder(model).find((job) => mayRun(model, job));
  const job = store.claim(model.now, tempFor);
  expect(job?.id).toBe(next?.id);
  if (next === undefined) return;
  Object.assign(next, { state: 'running', attempts: next.attempts + 1, notBefore: null });
  expect(job).toMatchObject({ attempts: next.attempts, state: { since: model.now } });
});

/** Null: no model ran. */
const factsOf = (sure: number | null) => ({
  ...facts,
  confidence: sure ?? 0,
  model: sure === null ? null : facts.model,
});

const running = (model: Model) => model.line.filter(({ state }) => state === 'running');

const write = index.map((at): Command => (model, store) => {
  const job = pick(running(model), at);
  if (job === undefined) return;
  store.recordWritten(job.id, written(`/out/${at}.png`), facts);
  job.written = true;
});

const ending = fc.constantFrom<JobEnd['outcome']>(
  'done',
  'skipped',
  'failed',
  'cancelled',
  'interrupted',
);
const confidence = fc.constantFrom(0, 0.5, 0.749, 0.75, 1, null);
const end = fc
  .tuple(index, ending, fc.option(fc.nat(60)), confidence)
  .map(([at, outcome, delay, sure]): Command => (model, store) => {
    const job = pick(running(model), at);
    if (job === undefined) return;
    const error = new OffcutError('no-subject').toReport();
    const retryAt = delay === null ? null : model.now + delay;
    const ends: Record<JobEnd['outcome'], JobEnd> = {
      done: { outcome: 'done', output: written('/out/x.png'), facts: factsOf(sure) },
      skipped: { outcome: 'skipped', path: '/out/x.png' },
      failed: { outcome: 'failed', error, retryAt },
      cancelled: { outcome: 'cancelled' },
      interrupted: { outcome: 'interrupted' },
    };
    store.end(job.id, ends[outcome], model.now);
    if (outcome === 'interrupted') queue(job, null, null);
    else if (outcome === 'failed' && retryAt !== null) queue(job, model.now, retryAt);
    else {
      job.state = outcome;
      job.confidence = sure;
    }
  });

const cancel = scope.map(([kind, numbers]): Command => (model, store) => {
  const asked = scopeOf(model, kind, numbers);
  const meant = model.line.filter(inScope(asked));
  const stillRunning = meant.filter(({ state }) => state === 'running').map(({ id }) => id);
  const named = store.cancel(asked, model.now);
  expect([...named]).toEqual(stillRunning.sort((a, b) => a - b));
  for (const job of meant) if (job.state === 'queued') job.state = 'cancelled';
});

const retry = fc
  .tuple(scope, someEnded, fc.constantFrom(null, 'other'))
  .map(([[kind, numbers], states, name]): Command => (model, store) => {
    const asked = scopeOf(model, kind, numbers);
    const meant = model.line
      .filter(inScope(asked))
      .filter(({ state }) => (states as readonly string[]).includes(state));
    expect(store.retry(asked, states, name)).toBe(meant.length);
    for (const job of meant) queue(job, null, null).model = name;
  });

const clear = fc
  .tuple(scope, someEnded)
  .map(([[kind, numbers], states]): Command => (model, store) => {
    const asked = scopeOf(model, kind, numbers);
    const goes = (job: ModelJob) =>
      inScope(asked)(job) && (states as readonly string[]).includes(job.state);
    const before = model.line.length;
    model.line = model.line.filter((job) => !goes(job));
    expect(store.clear(asked, states)).toBe(before - model.line.length);
    const left = new Set(model.line.map(({ batch }) => batch));
    expect(new Set(store.batches().map(({ id }) => id))).toEqual(left);
  });

const move = fc
  .tuple(fc.array(index, { maxLength: 4 }), fc.option(index))
  .map(([numbers, at]): Command => (model, store) => {
    const moved = [...new Set(numbers.flatMap((number) => pick(model.line, number) ?? []))];
    const target = at === null ? undefined : pick(model.line, at);
    store.move(
      moved.map(({ id }) => id),
      target?.id ?? null,
    );
    if (moved.length === 0) return;
    const order = runOrder(model);
    const anchor = target && order.slice(order.indexOf(target)).find((job) => !moved.includes(job));
    const waiting = model.line.filter((job) => job.state === 'queued' || moved.includes(job));
    const lowest = Math.min(...waiting.map((job) => job.priority)) as Priority;
    for (const job of moved) job.priority = anchor?.priority ?? lowest;
    const rest = model.line.filter((job) => !moved.includes(job));
    const place = anchor === undefined ? rest.length : rest.indexOf(anchor);
    model.line = [...rest.slice(0, place), ...moved, ...rest.slice(place)];
  });

const prioritise = fc
  .tuple(scope, priority)
  .map(([[kind, numbers], level]): Command => (model, store) => {
    const asked = scopeOf(model, kind, numbers);
    store.prioritise(asked, level);
    for (const job of model.line.filter(inScope(asked))) job.priority = level;
  });

const pauseBatch = fc.tuple(index, fc.boolean()).map(([at, rest]): Command => (model, store) => {
  const batch = pick(model.line, at)?.batch;
  if (batch === undefined) return;
  store.pauseBatch(batch, rest);
  if (rest) model.pausedBatches.add(batch);
  else model.pausedBatches.delete(batch);
});

const pause = fc.boolean().map((rest): Command => (model, store) => {
  store.pause(rest);
  model.paused = rest;
});

const command = fc.oneof(
  { weight: 3, arbitrary: add },
  { weight: 6, arbitrary: claim },
  { weight: 2, arbitrary: write },
  { weight: 5, arbitrary: end },
  { weight: 3, arbitrary: move },
  ...[cancel, retry, clear, prioritise, pauseBatch].map((arbitrary) => ({ weight: 1, arbitrary })),
  { weight: 1, arbitrary: pause },
);

function countsOf(jobs: readonly ModelJob[]): JobCounts {
  const count = (state: JobStateName) => jobs.filter((job) => job.state === state).length;
  return Object.fromEntries(jobStates.map((state) => [state, count(state)])) as JobCounts;
}

const plain = (text: string) => text.normalize('NFC').toLowerCase();

const isDoubtful = ({ state, confidence }: ModelJob) =>
  state === 'done' && confidence !== null && confidence < 0.75;

const isListed = (filter: JobFilter) => (job: ModelJob) =>
  (filter.batch ?? job.batch) === job.batch &&
  (filter.states ?? jobStates).includes(job.state) &&
  plain(job.source).includes(plain(filter.search ?? '')) &&
  (filter.doubtful !== true || isDoubtful(job));

const searches = [undefined, '', 'öL', 'É', '_', '%', '[', '?', '*', '/IN/', '.jpg', 'SS', 'zz'];
const filters = searches.flatMap((search): readonly JobFilter[] => [
  { search },
  { search, doubtful: true },
  { search, states: ['done', 'queued'] },
  { search, doubtful: true, states: ['failed', 'queued'] },
]);

/** Every filter: each page, how many there are, and where each job stands. */
function compareLists(order: readonly ModelJob[], store: QueueStore): void {
  const [some] = order;
  const ofBatch = filters.map((filter) => ({ ...filter, batch: some?.batch ?? 1 }));
  for (const filter of [...filters, ...ofBatch]) {
    const wanted = order.filter(isListed(filter)).map(({ id }) => id);
    const pages = [0, 2, 4].map((offset) => store.page({ ...filter, offset, limit: 2 }));
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => wanted.length));
    expect(pages.flatMap(({ jobs }) => jobs.map(({ id }) => id))).toEqual(wanted.slice(0, 6));
    for (const { id } of order.slice(0, 6)) {
      const at = wanted.indexOf(id);
      expect(store.position(id, filter)).toBe(at < 0 ? undefined : at);
    }
  }
  expect(store.doubtful()).toBe(order.filter(isDoubtful).length);
}

function compare(model: Model, store: QueueStore): void {
  const order = runOrder(model);
  const { jobs, total } = store.page({ offset: 0, limit: 1000 });
  expect(total).toBe(order.length);
  expect(
    jobs.map(({ id, batch, priority: level, attempts, model: name, state }) => ({
      ...{ id, batch, priority: level, attempts, model: name, state: state.name },
      notBefore: state.name === 'queued' ? state.notBefore : null,
      written: state.name === 'running' && state.written !== null,
    })),
  ).toEqual(
    order.map(({ id, batch, priority: level, attempts, model: name, ...job }) => ({
      ...{ id, batch, priority: level, attempts, model: name, state: job.state },
      notBefore: job.state === 'queued' ? job.notBefore : null,
      written: job.state === 'running' && job.written,
    })),
  );
  expect(store.counts()).toEqual(countsOf(order));
  for (const batch of new Set(order.map((job) => job.batch))) {
    const own = order.filter((job) => job.batch === batch);
    expect(store.counts(batch)).toEqual(countsOf(own));
    expect(store.doubtful(batch)).toBe(own.filter(isDoubtful).length);
    const third = Math.floor(own.length / 3);
    expect(store.page({ batch, offset: third, limit: 3 }).jobs.map(({ id }) => id)).toEqual(
      own.slice(third, third + 3).map(({ id }) => id),
    );
  }
  for (let offset = 0; offset <= order.length; offset += 3) {
    const ids = store.page({ offset, limit: 4 }).jobs.map(({ id }) => id);
    expect(ids).toEqual(order.slice(offset, offset + 4).map(({ id }) => id));
  }
  const failed = order.filter(({ state }) => state === 'failed');
  expect(store.page({ states: ['failed'], offset: 0, limit: 1000 })).toMatchObject({
    jobs: failed.map(({ id }) => ({ id })),
    total: failed.length,
  });
  expect(store.running().map(({ id }) => id)).toEqual(
    running({ ...model, line: order }).map(({ id }) => id),
  );
  for (const { id, attempts } of order) expect(store.attempts(id)).toHaveLength(attempts);
  const { now, paused, pausedBatches } = model;
  const due = order
    .filter(({ state, batch }) => state === 'queued' && !paused && !pausedBatches.has(batch))
    .flatMap(({ notBefore }) => (notBefore !== null && notBefore > now ? [notBefore] : []));
  expect(store.nextDue(now)).toBe(due.length === 0 ? undefined : Math.min(...due));
}

it('does what a model of it does', () => {
  const db = queueDatabase(':memory:');
  migrate(db, migrations);
  fc.assert(
    fc.property(fc.array(command, { minLength: 5, maxLength: 50, size: 'max' }), (commands) => {
      db.exec('DELETE FROM jobs; DELETE FROM batches; UPDATE queue SET paused = 0;');
      const store = sqliteQueueStore(db, { now: () => 0, close: () => undefined });
      const model: Model = { line: [], pausedBatches: new Set(), paused: false, now: 1_000_000 };
      for (const apply of commands) {
        apply(model, store);
        compare(model, store);
      }
      compareLists(runOrder(model), store);
    }),
    { numRuns: 25 },
  );
});
