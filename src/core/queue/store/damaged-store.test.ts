import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { facts, newBatch, newJobs, tempFor, written } from '../../../../test/helpers/queue.ts';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { openQueueStore, type OpenReport } from './open-queue-store.ts';
import type { QueueStore } from './queue-store.ts';

/** Files of the store that are cut or changed at every kind of place, and what becomes of them. */

const tempFolder = useTempFolder();
let whole: string;
let folder: string;

beforeEach(async () => {
  const base = await tempFolder();
  [whole, folder] = [path.join(base, 'whole'), path.join(base, 'cut')];
});

afterEach(releaseHandles);

/** Everything in a store, as text; reading it proves that every row is legal. */
function contentOf(store: QueueStore): string {
  const { jobs, total } = store.page({ offset: 0, limit: 1000 });
  const counts = store.counts();
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total);
  expect(jobs).toHaveLength(total);
  const attempts = jobs.map(({ id }) => store.attempts(id));
  return JSON.stringify([jobs, counts, store.batches(), attempts, store.paused()]);
}

async function openAndRead(): Promise<{ readonly report: OpenReport; readonly content: string }> {
  const { store, report } = await openQueueStore(folder);
  try {
    return { report, content: contentOf(store) };
  } finally {
    store.close();
  }
}

/** Works on a store, and calls `seen` after each change. */
function work(store: QueueStore, seen: () => void = () => undefined): void {
  const step = <T>(change: () => T): T => {
    const result = change();
    seen();
    return result;
  };
  step(() => store.addBatch(newBatch({ jobs: newJobs(12) })));
  step(() => {
    store.pause(true);
  });
  step(() => {
    store.pause(false);
  });
  for (let round = 0; round < 8; round++) {
    const job = step(() => store.claim(round, tempFor));
    if (job === undefined) throw new Error('nothing is left');
    const output = written(`/out/${round}.png`);
    step(() => {
      store.recordWritten(job.id, output, facts);
    });
    const error = new OffcutError('no-subject').toReport();
    step(() => {
      if (round % 3 === 2) store.end(job.id, { outcome: 'failed', error, retryAt: null }, round);
      else store.end(job.id, { outcome: 'done', output, facts }, round);
    });
  }
  step(() => {
    store.move([12, 11], 9);
  });
  step(() => store.clear({ kind: 'all' }, ['failed']));
}

/** About `count` lengths from 0 to `length`, both included, at no regular places. */
const lengths = (length: number, count: number): readonly number[] =>
  Array.from({ length: count + 1 }, (_, index) => {
    const even = Math.round((index * length) / count);
    return index % count === 0 ? even : Math.max(0, even - ((index * 37) % 61));
  });

it('a log that is cut anywhere is as if the last changes had not been made', async () => {
  const first = await openQueueStore(whole);
  first.store.addBatch(newBatch({ title: 'the first' }));
  first.store.close();

  const { store } = await openQueueStore(whole);
  const states = [contentOf(store)];
  work(store, () => states.push(contentOf(store)));
  const [queue, log] = await Promise.all([
    readFile(path.join(whole, 'queue.db')),
    readFile(path.join(whole, 'queue.db-wal')),
  ]);
  store.close();

  let last = -1;
  const reached = new Set<number>();
  for (const length of lengths(log.length, 24)) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await writeFile(path.join(folder, 'queue.db'), queue);
    await writeFile(path.join(folder, 'queue.db-wal'), log.subarray(0, length));
    const { report, content } = await openAndRead();
    expect(report).toMatchObject({ type: 'opened', closedCleanly: false });
    const state = states.lastIndexOf(content);
    expect([length, state]).not.toEqual([length, -1]);
    expect(state).toBeGreaterThanOrEqual(last);
    last = state;
    reached.add(state);
  }
  expect(last).toBe(states.length - 1);
  expect(reached.size).toBeGreaterThan(12);
});

/** A closed store, its content, and the same with another title in its backup. */
async function closedStore() {
  const { store } = await openQueueStore(whole);
  work(store);
  const content = contentOf(store);
  store.close();
  const read = (name: string) => readFile(path.join(whole, name));
  const backup = path.join(whole, 'queue.backup-1.db');
  return { content, queue: await read('queue.db'), backup };
}

it('a store that is cut anywhere goes back to its backup', async () => {
  const { content, queue, backup } = await closedStore();
  const pages = Array.from({ length: queue.length / 4096 }, (_, page) => page * 4096);
  const somePages = pages.filter((_, page) => page % 4 === 0);
  // SQLite itself would not miss the very last byte.
  for (const length of [...somePages, ...lengths(queue.length, 10), queue.length - 1]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await writeFile(path.join(folder, 'queue.db'), queue.subarray(0, length));
    await copyFile(backup, path.join(folder, 'queue.backup-1.db'));
    const { report, content: found } = await openAndRead();
    const isWhole = length === queue.length;
    expect([length, report.type]).toEqual([length, isWhole ? 'opened' : 'restored']);
    expect(found).toBe(content);
    if (isWhole || length === 0 || report.type !== 'restored') continue;
    expect(await readFile(report.keptAside ?? '')).toEqual(queue.subarray(0, length));
  }
});

it('a store with wrong bytes anywhere is opened, replaced or named damaged', async () => {
  const { queue, backup } = await closedStore();
  const wrong = fc.array(fc.tuple(fc.nat(queue.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 200,
    size: 'max',
  });
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(wrong, async (changes) => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      const bytes = Buffer.from(queue);
      for (const [place, value] of changes) bytes[place] = value;
      await writeFile(path.join(folder, 'queue.db'), bytes);
      await copyFile(backup, path.join(folder, 'queue.backup-1.db'));
      try {
        outcomes.add((await openAndRead()).report.type);
      } catch (error) {
        // Text or numbers may be wrong in ways that only their reader can see; a version may be high.
        const { code } = OffcutError.from(error);
        expect(['queue-damaged', 'queue-too-new']).toContain(code);
        outcomes.add(code);
      }
    }),
    { numRuns: 25 },
  );
  expect(outcomes).toContain('restored');
});
