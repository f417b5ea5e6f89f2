import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  facts,
  newBatch,
  newJob,
  newJobs,
  tempFor,
  written,
} from '../../../../test/helpers/queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import type { CutoutFacts } from '../../../shared/cutout.ts';
import { OffcutError } from '../../../shared/errors.ts';
import type {
  HotFolderSettings,
  JobId,
  LedgerEntry,
  NewBatch,
  NewJob,
} from '../../../shared/queue.ts';
import { DEFAULT_MIN_CONFIDENCE, parseRecipe } from '../../../shared/recipe.ts';
import { migrate } from '../../sqlite/migrate.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { listed } from './job-filter.ts';
import { runOrder } from './job-rows.ts';
import { queueDatabase } from './queue-database.ts';
import type { JobFilter, QueueStore } from './queue-store.ts';
import { migrations } from './schema.ts';
import { sqliteQueueStore } from './sqlite-queue-store.ts';

const NOW = 1_800_000_000_000;

let db: SqlDatabase;
let store: QueueStore;

beforeEach(() => {
  db = queueDatabase(':memory:');
  migrate(db, migrations);
  store = sqliteQueueStore(db, { now: () => NOW, close: () => undefined });
});

const add = (changes: Partial<NewBatch> = {}) => store.addBatch(newBatch(changes));
const claim = (now = NOW) => store.claim(now, tempFor);

function claimed(now = NOW) {
  const job = claim(now);
  if (job === undefined) throw new Error('nothing can be claimed');
  return job;
}

const inOrder = (): readonly JobId[] =>
  store.page({ offset: 0, limit: 1000 }).jobs.map(({ id }) => id);
const stateOf = (id: JobId) => store.job(id)?.state;
const failure = new OffcutError('no-subject').toReport();

/** Ends a job of the store's as done. */
function finish(id: JobId): void {
  store.end(id, { outcome: 'done', output: written(`/out/${id}.png`), facts }, NOW);
}

describe('a fleeting batch', () => {
  /** What SQLite does at the end of each transaction: 1 leaves it to the system, 2 waits for the disk. */
  function commits(): readonly number[] {
    const seen: number[] = [];
    const exec = db.exec.bind(db);
    vi.spyOn(db, 'exec').mockImplementation((sql) => {
      if (sql === 'COMMIT') seen.push(Number(db.first('PRAGMA synchronous')?.['synchronous']));
      exec(sql);
    });
    return seen;
  }

  const wholeLife = (fleeting: boolean) => {
    const { batch } = add({ fleeting });
    const { id } = claimed();
    store.recordWritten(id, written('/out/a.png'), facts);
    finish(id);
    return batch;
  };

  it('waits for the disk at no step, others at every one', () => {
    const seen = commits();
    wholeLife(true);
    expect(seen).toEqual([1, 1, 1, 1]);
    wholeLife(false);
    expect(seen.slice(4)).toEqual([2, 2, 2, 2]);
  });

  it('is one until it has ended, and only to who added it', () => {
    const { batch } = add({ fleeting: true });
    expect(store.batch(batch)?.fleeting).toBe(true);
    const next = sqliteQueueStore(db, { now: () => NOW, close: () => undefined });
    expect(next.batch(batch)?.fleeting).toBe(false);
    finish(claimed().id);
    expect(store.batch(batch)?.fleeting).toBe(false);
    expect(store.batch(add().batch)?.fleeting).toBe(false);
  });
});

describe('batches', () => {
  it('come back as they were added, newest first', () => {
    const recipe = parseRecipe({ background: { type: 'color', color: '#abc' }, quality: 'best' });
    const odd = {
      recipe,
      placement: 'replace',
      priority: 20,
      lenient: true,
      maxPixels: 5,
      consent: { providers: ['poof', 'clipdrop'], at: 7 },
    } as const;
    const first = add({ title: 'Schuhe für Ölbilder 📷' });
    const second = add(odd);
    expect(store.batch(second.batch)).toEqual({
      id: second.batch,
      title: 'pictures',
      ...odd,
      hotFolder: null,
      paused: false,
      fleeting: false,
      addedAt: NOW,
    });
    expect(store.batch(first.batch)?.title).toBe('Schuhe für Ölbilder 📷');
    expect(store.batches().map(({ id }) => id)).toEqual([second.batch, first.batch]);
    expect(store.batch(99)).toBeUndefined();
  });

  it('keep their jobs, of files and of URLs, in the order given', () => {
    const file = {
      source: { kind: 'file', path: '/in/a/b.jpg', folder: 'a' },
      target: '/out/a/b.png',
    } as const;
    const url = {
      source: { kind: 'url', url: 'https://example.com/x' },
      target: '/out/x',
    } as const;
    const { batch, jobs } = add({ jobs: [file, url], priority: 0 });
    const waiting = { name: 'queued', notBefore: null };
    const same = { batch, priority: 0, model: null, attempts: 0, state: waiting };
    expect(store.page({ offset: 0, limit: 9 })).toEqual({
      jobs: [
        { ...file, ...same, id: jobs[0], position: 1 },
        { ...url, ...same, id: jobs[1], position: 2 },
      ],
      total: 2,
    });
    expect(store.job(99)).toBeUndefined();
  });

  it('are added whole or not at all', () => {
    add();
    const bad = { source: newJob('x').source, target: null as unknown as string };
    expect(() => add({ jobs: [...newJobs(3), bad] })).toThrow('NOT NULL');
    expect(store.batches()).toHaveLength(1);
    expect(store.counts().queued).toBe(1);
  });
});

describe('extendBatch', () => {
  it('adds jobs of the batch, last of their priority', () => {
    const { batch, jobs } = add({ priority: 0, jobs: [newJob('a')] });
    const { jobs: others } = add({ priority: 0, jobs: [newJob('b')] });
    const more = store.extendBatch(batch, [newJob('c'), newJob('d')]);
    const page = store.page({ offset: 0, limit: 9 });
    expect(page.jobs.map(({ id }) => id)).toEqual([...jobs, ...others, ...more]);
    expect(store.counts(batch).queued).toBe(3);
    expect(more.map((id) => store.job(id))).toMatchObject([
      { batch, priority: 0, target: '/out/c.png' },
      { batch, priority: 0, target: '/out/d.png' },
    ]);
  });

  it('adds nothing to a batch that is not there', () => {
    expect(() => store.extendBatch(99, [newJob('a')])).toThrow('batch 99 is not there');
    expect(store.counts().queued).toBe(0);
  });
});

describe('claim', () => {
  it('marks the job, counts the attempt and keeps the temp name', () => {
    const { jobs } = add({ jobs: newJobs(2) });
    const job = claimed();
    expect(job).toMatchObject({
      id: jobs[0],
      attempts: 1,
      state: { name: 'running', since: NOW, temp: '/out/picture-0.png.temp', written: null },
    });
    expect(store.job(job.id)).toEqual(job);
    expect(store.attempts(job.id)).toEqual([
      {
        job: job.id,
        number: 1,
        startedAt: NOW,
        endedAt: null,
        outcome: 'running',
        model: null,
        device: null,
        error: null,
      },
    ]);
    expect(claimed().id).toBe(jobs[1]);
    expect(claim()).toBeUndefined();
    expect(store.running().map(({ id }) => id)).toEqual(jobs);
  });

  it('takes higher priorities first, then the older', () => {
    const normal = add();
    const background = add({ priority: 0 });
    const urgent = add({ priority: 20, jobs: newJobs(2) });
    const order = [...urgent.jobs, ...normal.jobs, ...background.jobs];
    expect(inOrder()).toEqual(order);
    expect(order.map(() => claimed().id)).toEqual(order);
  });

  it('passes over paused batches, and over everything while the queue rests', () => {
    const [first, second] = [add(), add()];
    store.pauseBatch(first.batch, true);
    expect(store.batch(first.batch)?.paused).toBe(true);
    store.pause(true);
    expect(store.paused()).toBe(true);
    expect(claim()).toBeUndefined();
    store.pause(false);
    expect(store.paused()).toBe(false);
    expect(claimed().id).toBe(second.jobs[0]);
    expect(claim()).toBeUndefined();
    store.pauseBatch(first.batch, false);
    expect(claimed().id).toBe(first.jobs[0]);
  });

  it('leaves everything as it was when the temp name cannot be made', () => {
    const { jobs } = add();
    const noName = () => {
      throw new Error('no name');
    };
    expect(() => store.claim(NOW, noName)).toThrow('no name');
    expect(store.job(jobs[0] ?? 0)).toMatchObject({ attempts: 0, state: { name: 'queued' } });
    expect(claimed().id).toBe(jobs[0]);
  });

  it('holds back a retry until it is due', () => {
    const { jobs } = add({ jobs: newJobs(2) });
    const { id } = claimed();
    expect(store.nextDue(NOW)).toBeUndefined();
    store.end(id, { outcome: 'failed', error: failure, retryAt: NOW + 50 }, NOW);
    expect(stateOf(id)).toEqual({ name: 'queued', notBefore: NOW + 50 });
    expect(store.nextDue(NOW)).toBe(NOW + 50);
    expect(claimed(NOW + 49).id).toBe(jobs[1]);
    expect(claim(NOW + 49)).toBeUndefined();
    expect(store.nextDue(NOW + 50)).toBeUndefined();
    expect(claimed(NOW + 50)).toMatchObject({ id, attempts: 2 });
    expect(store.attempts(id).map(({ outcome, error }) => [outcome, error])).toEqual([
      ['failed', failure],
      ['running', null],
    ]);
  });

  it('is due for none that cannot run anyway', () => {
    const { batch } = add();
    const { id } = claimed();
    store.end(id, { outcome: 'failed', error: failure, retryAt: NOW + 50 }, NOW);
    store.pauseBatch(batch, true);
    expect(store.nextDue(NOW)).toBeUndefined();
    store.pauseBatch(batch, false);
    store.pause(true);
    expect(store.nextDue(NOW)).toBeUndefined();
  });

  it('does not wait for a time that a clock that was put back takes away', () => {
    add();
    const { id } = claimed();
    store.end(id, { outcome: 'failed', error: failure, retryAt: NOW + 50 }, NOW);
    const yesterday = NOW - 86_400_000;
    expect(claimed(yesterday)).toMatchObject({ id, state: { since: yesterday } });
    finish(id);
  });

  it('keeps the order of what was added while the clock went back', () => {
    let clock = NOW;
    const other = sqliteQueueStore(db, { now: () => (clock -= 1000), close: () => undefined });
    const ids = [1, 2, 3].map(() => other.addBatch(newBatch()).jobs[0]);
    expect(inOrder()).toEqual(ids);
    expect(store.batches().map(({ id }) => id)).toEqual([3, 2, 1]);
  });
});

describe('recordWritten', () => {
  it('keeps place, proof and facts, and takes the last place that it is told', () => {
    add();
    const { id } = claimed();
    store.recordWritten(id, written('/out/one.png'), facts);
    store.recordWritten(id, written('/out/one (2).png'), facts);
    expect(stateOf(id)).toMatchObject({
      name: 'running',
      written: { ...written('/out/one (2).png'), facts },
    });
    expect(store.running()[0]?.state).toEqual(stateOf(id));
  });

  it('is forgotten when the job runs again', () => {
    add();
    const { id } = claimed();
    store.recordWritten(id, written('/out/one.png'), facts);
    store.end(id, { outcome: 'interrupted' }, NOW);
    expect(claimed().state).toMatchObject({ name: 'running', written: null });
  });
});

describe('end', () => {
  it('done: keeps output and facts, and what really ran', () => {
    add();
    const { id } = claimed();
    store.end(id, { outcome: 'done', output: written('/out/one.png'), facts }, NOW + 5);
    const state = { name: 'done', at: NOW + 5, output: written('/out/one.png'), facts };
    expect(stateOf(id)).toEqual(state);
    expect(store.attempts(id)[0]).toMatchObject({
      endedAt: NOW + 5,
      outcome: 'done',
      model: 'isnet-general',
      device: 'cpu',
    });
  });

  it('skipped: keeps which file was in the way', () => {
    add();
    const { id } = claimed();
    store.end(id, { outcome: 'skipped', path: '/out/one.png' }, NOW);
    expect(stateOf(id)).toEqual({ name: 'skipped', at: NOW, path: '/out/one.png' });
  });

  it('failed: keeps the error', () => {
    add();
    const { id } = claimed();
    store.end(id, { outcome: 'failed', error: failure, retryAt: null }, NOW);
    expect(stateOf(id)).toEqual({ name: 'failed', at: NOW, error: failure });
  });

  it('cancelled', () => {
    add();
    const { id } = claimed();
    store.end(id, { outcome: 'cancelled' }, NOW);
    expect(stateOf(id)).toEqual({ name: 'cancelled', at: NOW });
  });

  it('interrupted: waits again where it waited, and the attempt counts', () => {
    const { jobs } = add({ jobs: newJobs(3) });
    const { id } = claimed();
    store.end(id, { outcome: 'interrupted' }, NOW + 1);
    expect(stateOf(id)).toEqual({ name: 'queued', notBefore: null });
    expect(inOrder()).toEqual(jobs);
    expect(claimed(NOW - 5)).toMatchObject({ id, attempts: 2 });
    expect(store.attempts(id).map(({ outcome }) => outcome)).toEqual(['interrupted', 'running']);
  });

  it.each(['queued', 'done', 'missing'])('refuses a job that does not run: %s', (which) => {
    const { jobs } = add();
    if (which === 'done') finish(claimed().id);
    const id = which === 'missing' ? 99 : (jobs[0] ?? 0);
    const before = store.job(id);
    const message = /job \d+ does not run/;
    expect(() => {
      store.end(id, { outcome: 'cancelled' }, NOW);
    }).toThrow(message);
    expect(() => {
      store.recordWritten(id, written('/x'), facts);
    }).toThrow(message);
    expect(store.job(id)).toEqual(before);
  });
});

describe('cancel, retry and clear', () => {
  /** One job of each state in one batch. */
  function oneOfEach() {
    const { batch, jobs } = add({ jobs: newJobs(6) });
    const [done = 0, failed = 0, cancelled = 0, skipped = 0, running = 0, queued = 0] = jobs;
    for (const id of [done, failed, cancelled, skipped, running]) expect(claimed().id).toBe(id);
    finish(done);
    store.end(failed, { outcome: 'failed', error: failure, retryAt: null }, NOW);
    store.end(cancelled, { outcome: 'cancelled' }, NOW);
    store.end(skipped, { outcome: 'skipped', path: '/out/x.png' }, NOW);
    return { batch, done, failed, cancelled, skipped, running, queued };
  }

  it('cancels what waits and names what runs', () => {
    const { running, queued, done } = oneOfEach();
    const held = add();
    const { id } = claimed(); // the queued one, held back then
    expect(id).toBe(queued);
    store.end(id, { outcome: 'failed', error: failure, retryAt: NOW + 9 }, NOW);
    expect(store.cancel({ kind: 'all' }, NOW + 1)).toEqual([running]);
    expect(stateOf(queued)).toEqual({ name: 'cancelled', at: NOW + 1 });
    expect(stateOf(held.jobs[0] ?? 0)).toEqual({ name: 'cancelled', at: NOW + 1 });
    expect(stateOf(running)?.name).toBe('running');
    expect(stateOf(done)?.name).toBe('done');
  });

  it('cancels within a scope only', () => {
    const [first, second] = [add({ jobs: newJobs(2) }), add()];
    store.cancel({ kind: 'batch', batch: first.batch }, NOW);
    expect(store.counts(first.batch).cancelled).toBe(2);
    expect(store.counts(second.batch).queued).toBe(1);
    expect(store.cancel({ kind: 'jobs', jobs: [...second.jobs, 99] }, NOW)).toEqual([]);
    expect(store.counts().cancelled).toBe(3);
  });

  it('queues again what ended as asked, with another model, where it stood', () => {
    const { done, failed, cancelled, skipped } = oneOfEach();
    const order = inOrder();
    expect(store.retry({ kind: 'all' }, ['failed', 'skipped'], 'other')).toBe(2);
    for (const id of [failed, skipped]) {
      expect(store.job(id)).toMatchObject({
        model: 'other',
        state: { name: 'queued', notBefore: null },
      });
    }
    expect(stateOf(done)?.name).toBe('done');
    expect(stateOf(cancelled)?.name).toBe('cancelled');
    expect(store.retry({ kind: 'jobs', jobs: [done, failed] }, ['done', 'cancelled'], null)).toBe(
      1,
    );
    expect(store.job(done)).toMatchObject({ model: null, state: { name: 'queued' } });
    expect(inOrder()).toEqual(order);
    const again = claimed();
    expect(again).toMatchObject({ id: done, attempts: 2, state: { written: null } });
    expect(claimed()).toMatchObject({ id: failed, model: 'other' });
    expect(store.attempts(failed)[1]?.model).toBe('other');
  });

  it('takes ended jobs off the list, and batches that have none left', () => {
    const { batch, done, failed, cancelled, skipped, running, queued } = oneOfEach();
    const other = add();
    finish(claimed().id); // the queued one
    expect(store.clear({ kind: 'batch', batch }, ['done', 'failed'])).toBe(3);
    for (const id of [done, failed, queued]) {
      expect(store.job(id)).toBeUndefined();
      expect(store.attempts(id)).toEqual([]);
    }
    expect(inOrder()).toEqual([cancelled, skipped, running, ...other.jobs]);
    store.end(running, { outcome: 'cancelled' }, NOW);
    expect(store.clear({ kind: 'all' }, ['cancelled', 'skipped'])).toBe(3);
    expect(store.batch(batch)).toBeUndefined();
    expect(store.counts(batch).done).toBe(0);
    expect(store.batches().map(({ id }) => id)).toEqual([other.batch]);
    // Ids are never used again: ledgers and front doors remember them.
    expect(add().jobs[0]).toBeGreaterThan(other.jobs[0] ?? 0);
  });
});

describe('pages and counts', () => {
  it('cut the list by batch, states, offset and limit, and tell how many there are', () => {
    const [first, second] = [add({ jobs: newJobs(5) }), add({ jobs: newJobs(5), priority: 20 })];
    finish(claimed().id);
    finish(claimed().id);
    const page = (query: Partial<Parameters<QueueStore['page']>[0]>) => {
      const { jobs, total } = store.page({ offset: 0, limit: 100, ...query });
      return [jobs.map(({ id }) => id), total];
    };
    expect(page({})).toEqual([[...second.jobs, ...first.jobs], 10]);
    expect(page({ offset: 4, limit: 2 })).toEqual([[second.jobs[4], first.jobs[0]], 10]);
    expect(page({ batch: first.batch, offset: 3 })).toEqual([first.jobs.slice(3), 5]);
    expect(page({ states: ['done'] })).toEqual([second.jobs.slice(0, 2), 2]);
    expect(page({ states: ['queued', 'failed'], offset: 2, limit: 2 })).toEqual([
      [second.jobs[4], first.jobs[0]],
      8,
    ]);
    expect(page({ batch: second.batch, states: ['queued'] })).toEqual([second.jobs.slice(2), 3]);
    expect(page({ states: [] })).toEqual([[], 0]);
    expect(page({ batch: 99 })).toEqual([[], 0]);
    expect(page({ offset: 10 })).toEqual([[], 10]);
    expect(store.counts()).toEqual({
      queued: 8,
      running: 0,
      done: 2,
      failed: 0,
      cancelled: 0,
      skipped: 0,
    });
    expect(store.counts(first.batch)).toMatchObject({ queued: 5, done: 0 });
  });
});

describe('a list that is searched or filtered', () => {
  const fileOf = (path: string): NewJob => ({
    source: { kind: 'file', path, folder: '' },
    target: `${path}.png`,
  });
  const found = (filter: JobFilter) => {
    const { jobs, total } = store.page({ ...filter, offset: 0, limit: 100 });
    expect(total).toBe(jobs.length);
    return jobs.map(({ source }) => (source.kind === 'file' ? source.path : source.url));
  };

  it.each([
    ['KÜCHE', ['/Küche/a.jpg', '/KÜCHE/b.jpg']],
    ['/küche/A', ['/Küche/a.jpg']],
    ['cafe\u0301', ['/caf\u00e9.jpg', '/CAFE\u0301.jpg']],
    ['CAF\u00c9', ['/caf\u00e9.jpg', '/CAFE\u0301.jpg']],
    ['100%', ['/100%_off.jpg']],
    ['%_', ['/100%_off.jpg']],
    ['C:\\Fotos', ['C:\\fotos\\[x]?*.jpg']],
    ['[X]?*', ['C:\\fotos\\[x]?*.jpg']],
    ['ü[', []],
    ['EXAMPLE.com/?id', ['https://example.com/?id=7']],
    ['\0', []],
    ['a\0', []],
  ])('finds %j in paths and URLs, in whatever case', (search, expected) => {
    const paths = ['/Küche/a.jpg', '/KÜCHE/b.jpg', '/caf\u00e9.jpg', '/CAFE\u0301.jpg'];
    const odd = ['/100%_off.jpg', 'C:\\fotos\\[x]?*.jpg'];
    const url: NewJob = {
      source: { kind: 'url', url: 'https://example.com/?id=7' },
      target: '/out/x.png',
    };
    add({ jobs: [...[...paths, ...odd].map(fileOf), url] });
    expect(found({ search })).toEqual(expected);
  });

  it('lists as doubtful what a model was not sure of, until it runs again', () => {
    const { batch, jobs } = add({ jobs: newJobs(4) });
    const [low = 0, edge = 0, own = 0] = jobs;
    const other = add();
    const done = (changes: Partial<CutoutFacts>) => {
      const { id } = claimed();
      const output = written(`/out/${id}.png`);
      store.end(id, { outcome: 'done', output, facts: { ...facts, ...changes } }, NOW);
    };
    done({ confidence: 0.5 });
    done({ confidence: DEFAULT_MIN_CONFIDENCE });
    done({ confidence: 0.1, model: null });
    const ids = (filter: JobFilter) =>
      store.page({ doubtful: true, offset: 0, limit: 9, ...filter }).jobs.map(({ id }) => id);
    expect(ids({})).toEqual([low]);
    expect(ids({ batch })).toEqual([low]);
    expect(ids({ batch: other.batch })).toEqual([]);
    expect(ids({ states: ['done', 'failed'] })).toEqual([low]);
    expect(ids({ states: ['failed'] })).toEqual([]);
    expect(ids({ search: 'picture-1' })).toEqual([]);
    expect(ids({ doubtful: false, states: ['done'] })).toEqual([low, edge, own]);
    expect([store.doubtful(), store.doubtful(batch), store.doubtful(99)]).toEqual([1, 1, 0]);
    store.retry({ kind: 'all' }, ['done'], null);
    expect([ids({}), store.doubtful(batch)]).toEqual([[], 0]);
  });

  it('says where a job stands, so that a viewer can step on', () => {
    const { jobs } = add({ jobs: newJobs(3) });
    const [a = 0, b = 0, c = 0] = jobs;
    const urgent = add({ priority: 20 });
    expect([urgent.jobs[0] ?? 0, a, b, c].map((id) => store.position(id, {}))).toEqual([
      0, 1, 2, 3,
    ]);
    store.move([c], a);
    const { batch } = store.job(c) ?? {};
    expect([c, a, b].map((id) => store.position(id, { batch }))).toEqual([0, 1, 2]);
    expect(store.position(b, { search: 'picture-1' })).toBe(0);
    expect(store.position(a, { search: 'picture-1' })).toBeUndefined();
    expect(store.position(a, { states: ['done'] })).toBeUndefined();
    expect(store.position(a, { batch: urgent.batch })).toBeUndefined();
    expect(store.position(99, {})).toBeUndefined();
  });

  it('holds a hundred thousand', () => {
    for (let round = 0; round < 10; round++) add({ jobs: newJobs(10_000, `Übung-${round}`) });
    // As many ends, one by one, are not what is looked at here.
    db.exec(`
      UPDATE jobs SET state = 'done', state_at = 1, confidence = (id % 100) / 100.0
        WHERE id % 2 = 0;
      INSERT INTO outputs SELECT id, '/out', 345, '', '${JSON.stringify(facts)}', NULL
        FROM jobs WHERE state = 'done';`);
    const page = (filter: JobFilter, offset = 0) => {
      const { jobs, total } = store.page({ ...filter, offset, limit: 2 });
      return [jobs.map(({ id }) => id), total];
    };
    expect(page({ search: 'ÜBUNG-9-9999' })).toEqual([[100_000], 1]);
    expect(page({ search: 'übung' }, 99_998)).toEqual([[99_999, 100_000], 100_000]);
    expect(page({ doubtful: true }, 37_998)).toEqual([[99_974, 100_000], 38_000]);
    expect(page({ doubtful: true, batch: 10, search: '-9-1.' })).toEqual([[90_002], 1]);
    expect(store.doubtful(10)).toBe(3_800);
    expect(store.position(99_974, { doubtful: true })).toBe(37_998);
    expect(store.position(100_000, { search: 'ÜB', batch: 10 })).toBe(9_999);
  });

  it.each([{}, { batch: 1 }, { doubtful: true }, { doubtful: true, batch: 1 }])(
    'is counted off in an index that has it in order: %j',
    (filter: JobFilter) => {
      const { from, sql, values } = listed(filter);
      const query = `SELECT id FROM ${from} WHERE ${sql} ORDER BY ${runOrder} LIMIT 5`;
      const plan = db.all(`EXPLAIN QUERY PLAN ${query}`, ...values);
      expect(plan).toHaveLength(1);
      expect(plan[0]?.['detail']).toContain('COVERING INDEX jobs_');
    },
  );

  it('has the doubt of its index from DEFAULT_MIN_CONFIDENCE', () => {
    const indexes = db.all(`SELECT sql FROM sqlite_schema WHERE name LIKE 'jobs_doubtful%'`);
    expect(indexes).toHaveLength(2);
    for (const { sql } of indexes) expect(sql).toContain(`confidence < ${DEFAULT_MIN_CONFIDENCE}`);
  });
});

describe('move', () => {
  const letters = (ids: readonly JobId[], all: readonly JobId[]) =>
    ids.map((id) => 'abcdefgh'[all.indexOf(id)] ?? '?').join('');

  it.each([
    ['d', 'b', 'adbcef'],
    ['eb', 'c', 'aebcdf'],
    ['ace', 'a', 'acebdf'],
    ['bc', 'b', 'abcdef'],
    ['fe', 'e', 'abcdfe'],
    ['a', null, 'bcdefa'],
    ['ca', null, 'bdefca'],
    ['aab', 'd', 'cabdef'],
  ])('%s before %s: %s', (moved, before, expected) => {
    const { jobs } = add({ jobs: newJobs(6) });
    const id = (letter: string) => jobs['abcdef'.indexOf(letter)] ?? 0;
    store.move(moved.split('').map(id), before === null ? null : id(before));
    expect(letters(inOrder(), jobs)).toBe(expected);
  });

  it('takes on the priority that the place needs', () => {
    const [normal, urgent, late] = [add(), add({ priority: 20 }), add({ priority: 0 })];
    const [first = 0, second = 0, third = 0] = [...urgent.jobs, ...normal.jobs, ...late.jobs];
    store.move([third], first);
    expect(inOrder()).toEqual([third, first, second]);
    expect(store.job(third)?.priority).toBe(20);
    store.move([first], null);
    expect(inOrder()).toEqual([third, second, first]);
    expect(store.job(first)?.priority).toBe(10);
    expect(claimed().id).toBe(third);
  });

  it('does not put the last below those that have ended', () => {
    add({ priority: 0 });
    finish(claimed().id);
    const { jobs } = add({ jobs: newJobs(2) });
    store.move(jobs.slice(0, 1), null);
    expect(store.job(jobs[0] ?? 0)?.priority).toBe(10);
  });

  it('passes over jobs that are gone, and does nothing before one that is', () => {
    const { jobs } = add({ jobs: newJobs(3) });
    const [a = 0, b = 0, c = 0] = jobs;
    store.move([99, c], a);
    expect(inOrder()).toEqual([c, a, b]);
    store.move([a], 99);
    store.move([99], null);
    store.move([], a);
    expect(inOrder()).toEqual([c, a, b]);
  });

  it('finds room before the same job for ever', () => {
    const { jobs } = add({ jobs: newJobs(4) });
    const [first = 0, last = 0, one = 0, other = 0] = jobs;
    for (let round = 0; round < 100; round++) {
      // Each goes between the one before it and `last`, which halves the room every time.
      store.move([one], last);
      store.move([other], last);
      expect(inOrder()).toEqual([first, one, other, last]);
    }
  });
});

describe('prioritise', () => {
  it.each(['all', 'batch', 'jobs'] as const)('%s', (kind) => {
    const [first, second] = [add({ jobs: newJobs(2) }), add()];
    const scopes = {
      all: { kind: 'all' },
      batch: { kind: 'batch', batch: second.batch },
      jobs: { kind: 'jobs', jobs: second.jobs },
    } as const;
    store.prioritise(scopes[kind], 20);
    const [changed, unchanged] = [second.jobs, first.jobs];
    expect(inOrder()).toEqual(
      kind === 'all' ? [...first.jobs, ...second.jobs] : [...changed, ...unchanged],
    );
    const priorities = (ids: readonly JobId[]) => ids.map((id) => store.job(id)?.priority);
    expect(priorities(second.jobs)).toEqual([20]);
    expect(priorities(first.jobs)).toEqual(kind === 'all' ? [20, 20] : [10, 10]);
    expect(store.batch(second.batch)?.priority).toBe(kind === 'jobs' ? 10 : 20);
    expect(store.batch(first.batch)?.priority).toBe(kind === 'all' ? 20 : 10);
  });
});

describe('hot folders', () => {
  const settings: HotFolderSettings = {
    folder: '/hot',
    destination: '/cold',
    preset: 'amazon',
    recursive: false,
    include: ['**/*.jpg'],
    exclude: [],
    afterwards: 'move-to-done',
    doneFolder: null,
    afterwardsFrom: 0,
    pollEvery: 500,
    paused: false,
    consent: { providers: ['poof'], at: 5 },
  };
  const recipe = parseRecipe({});
  const key = { path: 'a/b.jpg', bytes: 5, mtime: 1234, sha256: 'ab' };

  it('are kept, changed and removed', () => {
    const id = store.addHotFolder(settings, recipe);
    expect(store.hotFolders()).toEqual([{ id, ...settings, recipe, addedAt: NOW }]);
    const [folder] = store.hotFolders();
    if (folder === undefined) throw new Error('there is none');
    const webp = parseRecipe({ output: { format: 'webp' } });
    store.updateHotFolder(id, { ...folder, paused: true }, webp);
    expect(store.hotFolders()).toEqual([
      { id, ...settings, paused: true, recipe: webp, addedAt: NOW },
    ]);
    const second = store.addHotFolder(settings, recipe);
    expect(store.hotFolders().map((each) => each.id)).toEqual([id, second]);
    store.removeHotFolder(id);
    expect(store.hotFolders().map((each) => each.id)).toEqual([second]);
  });

  it('are told of versions that no running job ended, the newest last said', () => {
    const id = store.addHotFolder(settings, recipe);
    const entry: LedgerEntry = { hotFolder: id, ...key, job: 7, outcome: 'done', at: NOW };
    store.addToLedger(entry);
    expect(store.ledgerEntry(id, key.path)).toEqual(entry);
    store.addToLedger({ ...entry, mtime: 99, outcome: 'cancelled' });
    expect(store.ledgerEntry(id, key.path)).toMatchObject({ mtime: 99, outcome: 'cancelled' });
    store.addToLedger(entry);
    expect(store.ledgerEntry(id, key.path)).toEqual(entry);
    expect(store.ledger(id, { offset: 0, limit: 9 })).toHaveLength(2);
  });

  it('know how many cutouts were done, in all and since a time', () => {
    const id = store.addHotFolder(settings, recipe);
    const entry: LedgerEntry = { hotFolder: id, ...key, job: 1, outcome: 'done', at: NOW };
    store.addToLedger(entry);
    store.addToLedger({ ...entry, mtime: 99 });
    store.addToLedger({ ...entry, path: 'other', job: 2, at: NOW + 5 });
    store.addToLedger({ ...entry, path: 'bad', job: 3, outcome: 'failed', at: NOW + 5 });
    expect(store.doneInLedger(id, NOW + 5)).toEqual({ all: 2, since: 1 });
    expect(store.doneInLedger(id, NOW)).toEqual({ all: 2, since: 2 });
    expect(store.doneInLedger(id + 1, 0)).toEqual({ all: 0, since: 0 });
  });

  it('know what of theirs has not ended', () => {
    const id = store.addHotFolder(settings, recipe);
    add({ hotFolder: id, jobs: [newJob('a'), newJob('b'), newJob('c')] });
    add({ jobs: [newJob('elsewhere')] });
    finish(claimed().id);
    claimed();
    expect(store.pendingSources(id)).toEqual(new Set(['/in/b.jpg', '/in/c.jpg']));
    expect(store.pendingSources(99)).toEqual(new Set());
  });

  it.each([
    ['done', { outcome: 'done', output: written('/cold/x.png'), facts }],
    ['failed', { outcome: 'failed', error: failure, retryAt: null }],
    ['skipped', { outcome: 'skipped', path: '/cold/x.png' }],
    ['cancelled', { outcome: 'cancelled' }],
  ] as const)('write %s into their ledger', (outcome, end) => {
    const id = store.addHotFolder(settings, recipe);
    add({ hotFolder: id });
    const { id: job } = claimed();
    store.end(job, end, NOW + 3, key);
    const entry = { ...key, hotFolder: id, job, outcome, at: NOW + 3 };
    expect(store.ledgerEntry(id, key.path)).toEqual(entry);
    expect(store.ledger(id, { offset: 0, limit: 5 })).toEqual([entry]);
    expect(store.ledgerEntry(id, 'other')).toBeUndefined();
    expect(store.ledgerEntry(id + 1, key.path)).toBeUndefined();
  });

  it('write nothing for a job that waits again, or that is of no hot folder', () => {
    const id = store.addHotFolder(settings, recipe);
    add({ hotFolder: id });
    store.end(claimed().id, { outcome: 'failed', error: failure, retryAt: NOW }, NOW, key);
    store.end(claimed().id, { outcome: 'interrupted' }, NOW, key);
    expect(store.ledger(id, { offset: 0, limit: 5 })).toEqual([]);
    store.removeHotFolder(id);
    expect(store.batches()[0]?.hotFolder).toBeNull();
    store.end(claimed().id, { outcome: 'cancelled' }, NOW, key);
    expect(store.ledger(id, { offset: 0, limit: 5 })).toEqual([]);
  });

  it('know the newest version of a path, also one that came back, whatever the clock says', () => {
    const id = store.addHotFolder(settings, recipe);
    const versions = [key, { ...key, bytes: 6 }, { ...key, mtime: 1 }, key];
    for (const [index, version] of versions.entries()) {
      add({ hotFolder: id });
      store.end(claimed().id, { outcome: 'cancelled' }, NOW - index, version);
      expect(store.ledgerEntry(id, key.path)).toMatchObject(version);
    }
    const ledger = store.ledger(id, { offset: 0, limit: 9 });
    expect(ledger).toMatchObject([key, { mtime: 1 }, { bytes: 6 }]);
    expect(store.ledger(id, { offset: 1, limit: 1 })).toEqual(ledger.slice(1, 2));
  });

  it('keep their ledger when the jobs are cleared, and lose it when they are removed', () => {
    const id = store.addHotFolder(settings, recipe);
    add({ hotFolder: id });
    store.end(claimed().id, { outcome: 'cancelled' }, NOW, key);
    store.clear({ kind: 'all' }, ['cancelled']);
    expect(store.ledgerEntry(id, key.path)).toBeDefined();
    store.removeHotFolder(id);
    expect(store.ledgerEntry(id, key.path)).toBeUndefined();
  });
});

describe('a row that is not what it should be', () => {
  it.each([
    ['batches.recipe.quality', `UPDATE batches SET recipe = '{"quality":"superb"}'`],
    ['jobs.facts.width', `UPDATE outputs SET facts = '{}'`],
    ['jobs.path', 'DELETE FROM outputs'],
    ['jobs.target', `UPDATE jobs SET target = CAST(x'ff' AS TEXT)`],
    ['attempts.model: not UTF-8', `UPDATE attempts SET model = CAST(x'c3' AS TEXT)`],
    ['attempts.device', `UPDATE attempts SET device = 'abacus'`],
  ])('is named: %s', async (place, sql) => {
    const { batch, jobs } = add();
    finish(claimed().id);
    db.exec(sql);
    const [id = 0] = jobs;
    const read = () => [store.batch(batch), store.job(id), store.attempts(id)];
    const error = await refusal(read);
    expect(error.code).toBe('queue-damaged');
    expect(error.params['reason']).toContain(place);
  });

  it('reads an error of a newer Offcut as an internal one with its sentence', () => {
    add();
    const { id } = claimed();
    const error = { code: 'never-heard-of', message: 'The sentence.', params: { n: 1 } };
    store.end(id, { outcome: 'failed', error: error as never, retryAt: null }, NOW);
    expect(stateOf(id)).toMatchObject({ error: { ...error, code: 'internal' } });
  });
});
