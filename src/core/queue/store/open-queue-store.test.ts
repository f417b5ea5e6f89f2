import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { facts, newBatch, newJobs, tempFor, written } from '../../../../test/helpers/queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { jobStates } from '../../../shared/queue.ts';
import { migrate, storeVersion } from '../../sqlite/migrate.ts';
import { openQueueStore, type OpenOptions, type OpenReport } from './open-queue-store.ts';
import { knownVersion, queueDatabase } from './queue-database.ts';
import type { QueueStore } from './queue-store.ts';
import { migrations } from './schema.ts';

const fixtures = new URL('../../../../test/fixtures/queue/', import.meta.url);
const tempFolder = useTempFolder();
const opened: QueueStore[] = [];
let folder: string;

beforeEach(async () => {
  folder = path.join(await tempFolder(), 'data');
});

// Runs before the folders are removed: hooks run in reverse.
afterEach(async () => {
  for (const store of opened.splice(0)) store.close();
  await releaseHandles();
});

const at = (...parts: string[]) => path.join(folder, ...parts);
const names = async () => (await readdir(folder)).sort();

async function open(options?: OpenOptions): Promise<{ store: QueueStore; report: OpenReport }> {
  const result = await openQueueStore(folder, options);
  opened.push(result.store);
  return result;
}

/** All that a front door shows, to compare two stores by. */
const picture = (store: QueueStore) => ({
  ...store.page({ offset: 0, limit: 1000 }),
  counts: store.counts(),
  batches: store.batches(),
});

/** A closed store with three jobs, the first of them done; what it shows. */
async function closedStore() {
  const { store } = await open();
  store.addBatch(newBatch({ jobs: newJobs(3) }));
  const job = store.claim(5, tempFor);
  store.end(job?.id ?? 0, { outcome: 'done', output: written('/out/a.png'), facts }, 6);
  const shown = picture(store);
  expect(store.close()).toBeUndefined();
  return shown;
}

describe('a store that all is well with', () => {
  it('is created for this user alone', async () => {
    const { report } = await open();
    expect(report).toEqual({ type: 'created' });
    if (process.platform === 'win32') return;
    const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
    expect(await mode(folder)).toBe('700');
    for (const name of await names()) expect([name, await mode(at(name))]).toEqual([name, '600']);
  });

  it('shows after a restart what it showed before', async () => {
    const shown = await closedStore();
    const { store, report } = await open();
    expect(report).toEqual({ type: 'opened', closedCleanly: true, migratedFrom: null });
    expect(picture(store)).toEqual(shown);
  });

  it('leaves the queue, its lock and a backup when it is closed, and closes once', async () => {
    await closedStore();
    expect(await names()).toEqual(['queue.backup-1.db', 'queue.db', 'queue.lock']);
    const { store } = await open();
    expect(store.close()).toBeUndefined();
    expect(store.close()).toBeUndefined();
    expect(() => store.counts()).toThrow('is closed');
  });

  it('keeps two backups, and makes none of what is backed up', async () => {
    await closedStore();
    const first = await readFile(at('queue.backup-1.db'));
    (await open()).store.close();
    expect(await names()).not.toContain('queue.backup-2.db');
    const { store } = await open();
    store.pause(true);
    store.close();
    expect(await readFile(at('queue.backup-2.db'))).toEqual(first);
    expect(await readFile(at('queue.backup-1.db'))).not.toEqual(first);
  });

  it('closes and lets the next one in when no backup can be made', async () => {
    await closedStore();
    const backup = await readFile(at('queue.backup-1.db'));
    await mkdir(at('queue.backup-2.db', 'in-the-way'), { recursive: true });
    const first = await open();
    first.store.pause(true);
    expect(first.store.close()).toMatchObject({ code: 'queue-unwritable' });
    expect(await readFile(at('queue.backup-1.db'))).toEqual(backup);
    expect(await names()).not.toContain('queue.backup-new.db');
    const { store, report } = await open();
    expect(report).toMatchObject({ type: 'opened', closedCleanly: true });
    expect(store.paused()).toBe(true);
  });
});

describe('a store whose owner did not close it', () => {
  /** As after a crash: the files of a store that is open. */
  async function crash(work: (store: QueueStore) => void) {
    const elsewhere = folder;
    const { store } = await open();
    work(store);
    folder = path.join(await tempFolder(), 'data');
    await mkdir(folder);
    for (const name of ['queue.db', 'queue.db-wal']) {
      await copyFile(path.join(elsewhere, name), at(name));
    }
    return picture(store);
  }

  it('is checked, and has every job in the state that it was last seen in', async () => {
    const shown = await crash((store) => {
      store.addBatch(newBatch({ jobs: newJobs(3) }));
      const job = store.claim(5, tempFor);
      store.recordWritten(job?.id ?? 0, written('/out/a.png'), facts);
    });
    const { store, report } = await open();
    expect(report).toEqual({ type: 'opened', closedCleanly: false, migratedFrom: null });
    expect(picture(store)).toEqual(shown);
    expect(store.running()).toMatchObject([{ state: { written: { path: '/out/a.png', facts } } }]);
  });

  it('is backed up at once: it may never be closed', async () => {
    const shown = await crash((store) => store.addBatch(newBatch()));
    await open();
    await rm(at('queue.lock'), { force: true });
    const [backup, elsewhere] = [at('queue.backup-1.db'), path.join(await tempFolder(), 'data')];
    await mkdir(elsewhere);
    await copyFile(backup, path.join(elsewhere, 'queue.db'));
    folder = elsewhere;
    expect(picture((await open()).store)).toEqual(shown);
  });

  it('counts anew', async () => {
    const shown = await crash((store) => {
      store.addBatch(newBatch({ jobs: newJobs(3) }));
    });
    const db = queueDatabase(at('queue.db'));
    db.exec('UPDATE batch_counts SET jobs = 7; UPDATE queue_counts SET jobs = 8');
    db.exec('PRAGMA journal_mode = WAL');
    db.close();
    expect(picture((await open()).store)).toEqual(shown);
  });

  it.each([
    ['a done job has no output', 'DELETE FROM outputs'],
    [
      'a failed job has no error',
      `UPDATE jobs SET state = 'failed', state_at = 1, confidence = NULL`,
    ],
    ['a job has no batch', 'PRAGMA foreign_keys = OFF; DELETE FROM batches'],
  ])('is not taken for good when %s', async (_, sql) => {
    await closedStore();
    await rm(at('queue.backup-1.db'));
    const db = queueDatabase(at('queue.db'));
    db.exec(`PRAGMA journal_mode = WAL; ${sql}`);
    db.close();
    const { report, store } = await open();
    expect(report.type).toBe('started-over');
    expect(store.counts().done).toBe(0);
  });
});

describe('a store that is damaged or gone', () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const now = () => time;
  const aside = 'queue.damaged-20260102T030405Z.db';

  it.each([
    ['random bytes', Buffer.from('no database at all, and long enough to have a header'.repeat(9))],
    ['a few bytes', Buffer.from('SQLite format 3\0')],
    ['a header and nothing behind it', undefined],
  ])('goes back to its backup: %s', async (_, bytes) => {
    const shown = await closedStore();
    const damaged = bytes ?? (await readFile(at('queue.db'))).subarray(0, 100);
    await writeFile(at('queue.db'), damaged);
    await writeFile(at('queue.db-wal'), 'the log');
    const { store, report } = await open({ now });
    expect(report).toEqual({
      type: 'restored',
      reason: expect.any(String) as string,
      keptAside: at(aside),
      backup: at('queue.backup-1.db'),
      madeAt: Math.trunc((await stat(at('queue.backup-1.db'))).mtimeMs),
    });
    expect(await readFile(at(aside))).toEqual(damaged);
    expect(picture(store)).toEqual(shown);
  });

  it('keeps the log of a damaged one with it, and clobbers none that was kept before', async () => {
    await closedStore();
    for (const round of ['first', 'second', 'third']) {
      await writeFile(at('queue.db'), round);
      await writeFile(at('queue.db-wal'), `log of the ${round}`);
      (await open({ now })).store.close();
    }
    const kept = (await names()).filter((name) => name.startsWith('queue.damaged'));
    const stem = aside.slice(0, -'.db'.length);
    const places = [aside, `${stem}-2.db`, `${stem}-3.db`];
    expect(kept).toEqual(places.flatMap((place) => [place, `${place}-wal`]).sort());
    const texts = await Promise.all(places.map((place) => readFile(at(place), 'utf8')));
    expect(texts).toEqual(['first', 'second', 'third']);
    expect(await readFile(at(`${places[1] ?? ''}-wal`), 'utf8')).toBe('log of the second');
  });

  it('goes back to the second backup when the first is damaged', async () => {
    const shown = await closedStore();
    const next = await open();
    next.store.pause(true);
    next.store.close();
    await writeFile(at('queue.backup-1.db'), 'damaged as well');
    await writeFile(at('queue.db'), 'damaged');
    const { store, report } = await open({ now });
    expect(report).toMatchObject({ type: 'restored', backup: at('queue.backup-2.db') });
    expect(picture(store)).toEqual(shown);
    expect(await names()).not.toContain('queue.backup-new.db');
  });

  it('starts a new one when there is no backup', async () => {
    await mkdir(folder);
    await writeFile(at('queue.db'), 'damaged');
    const { store, report } = await open({ now });
    expect(report).toEqual({
      type: 'started-over',
      reason: 'it is cut short',
      keptAside: at(aside),
    });
    store.addBatch(newBatch());
    expect(store.claim(1, tempFor)).toBeDefined();
  });

  it("does not take another program's database for a queue", async () => {
    await mkdir(folder);
    const db = queueDatabase(at('queue.db'));
    db.exec('CREATE TABLE notes (text TEXT)');
    db.close();
    const { report } = await open({ now });
    expect(report).toMatchObject({ type: 'started-over', keptAside: at(aside) });
  });

  it.each([
    ['a check', `replace(sql, '''queued'', ''running''', '''queued'', ''runninG''')`],
    ['a function', `replace(sql, 'json_valid(recipe)', 'json_valie(recipe)')`],
    ['a trigger', `replace(sql, 'jobs + 1', 'jobs + 7')`],
  ])('notices that %s of its own is not what it was', async (_, changed) => {
    await closedStore();
    const db = queueDatabase(at('queue.db'));
    db.exec(`PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ${changed}`);
    db.close();
    expect((await open({ now })).report).toMatchObject({ type: 'restored', keptAside: at(aside) });
  });

  it.each(['missing', 'empty', 'missing, but for its log'])(
    'finishes a recovery that was cut off: %s',
    async (how) => {
      const shown = await closedStore();
      await rm(at('queue.db'));
      if (how === 'empty') await writeFile(at('queue.db'), '');
      if (how.endsWith('log')) await writeFile(at('queue.db-wal'), 'log');
      await writeFile(at('queue.backup-new.db'), 'half a backup');
      const { store, report } = await open({ now });
      expect(report).toMatchObject({ type: 'restored', backup: at('queue.backup-1.db') });
      expect(picture(store)).toEqual(shown);
    },
  );

  it('is new when its creator died before it wrote anything', async () => {
    await mkdir(folder);
    await writeFile(at('queue.db'), '');
    expect((await open()).report).toEqual({ type: 'created' });
  });
});

describe('versions', () => {
  it('leaves a store of a newer version untouched', async () => {
    await closedStore();
    const db = queueDatabase(at('queue.db'));
    db.exec(`PRAGMA user_version = ${knownVersion + 1}`);
    db.close();
    const before = await readFile(at('queue.db'));
    const error = await refusal(open);
    expect(error).toMatchObject({
      code: 'queue-too-new',
      params: { path: at('queue.db'), version: knownVersion + 1, known: knownVersion },
    });
    expect(await readFile(at('queue.db'))).toEqual(before);
    expect(await names()).toEqual(['queue.backup-1.db', 'queue.db', 'queue.lock']);
  });

  it('does not start over on a backup of a newer version', async () => {
    await closedStore();
    const db = queueDatabase(at('queue.backup-1.db'));
    db.exec(`PRAGMA user_version = ${knownVersion + 1}`);
    db.close();
    await writeFile(at('queue.db'), 'damaged');
    expect((await refusal(open)).code).toBe('queue-too-new');
    expect(await readFile(at('queue.db'), 'utf8')).toBe('damaged');
  });

  it('reads a store of version 1', async () => {
    await mkdir(folder);
    const db = queueDatabase(at('queue.db'));
    db.exec(await readFile(new URL('version-1.sql', fixtures), 'utf8'));
    db.close();
    const { store, report } = await open();
    expect(report).toEqual({
      type: 'opened',
      closedCleanly: true,
      migratedFrom: knownVersion > 1 ? 1 : null,
    });
    expect(store.counts()).toEqual({
      queued: 1,
      running: 1,
      done: 1,
      failed: 1,
      cancelled: 1,
      skipped: 1,
    });
    const { jobs } = store.page({ offset: 0, limit: 10 });
    expect(jobs.map(({ state }) => state.name).sort()).toEqual([...jobStates].sort());
    expect(store.hotFolders()).toMatchObject([{ folder: '/hot', pollEvery: null }]);
    expect(store.ledgerEntry(1, 'one.jpg')).toMatchObject({ outcome: 'done', job: 1 });
  });

  it('reads a store of version 2, and knows the doubtful of either', async () => {
    await mkdir(folder);
    const db = queueDatabase(at('queue.db'));
    db.exec(await readFile(new URL('version-2.sql', fixtures), 'utf8'));
    db.close();
    const { store, report } = await open();
    const migratedFrom = knownVersion > 2 ? 2 : null;
    expect(report).toEqual({ type: 'opened', closedCleanly: true, migratedFrom });
    expect([store.counts().done, store.doubtful()]).toEqual([2, 1]);
    const { jobs } = store.page({ doubtful: true, offset: 0, limit: 10 });
    expect(jobs).toMatchObject([{ id: 1, state: { facts: { confidence: 0.5 } } }]);
  });

  it('has no consent for the batches of a store that did not know any', () => {
    const db = queueDatabase(':memory:');
    migrate(db, migrations.slice(0, 3));
    db.exec("INSERT INTO batches VALUES (1, '', '{}', 'rename', 10, NULL, 0, 1, 0, 1)");
    migrate(db, migrations);
    expect(db.all('SELECT consent FROM batches')).toEqual([{ consent: null }]);
    expect(() => {
      db.exec("UPDATE batches SET consent = 'yes'");
    }).toThrow('CHECK');
    db.close();
  });

  it('finds the doubtful of a store that did not know them', () => {
    const db = queueDatabase(':memory:');
    migrate(db, migrations.slice(0, 1));
    db.exec(`
      INSERT INTO batches VALUES (1, '', '{}', 'rename', 10, NULL, 0, 1, 0, 1);
      INSERT INTO jobs (id, batch, source_kind, source, folder, target, priority, position)
        SELECT value, 1, 'file', '/a', '', '/b', 10, value FROM json_each('[1, 2, 3, 4]');
      UPDATE jobs SET state = 'done', state_at = 1 WHERE id < 4;
      UPDATE jobs SET state = 'running', state_at = 1, temp = '/c' WHERE id = 4;
      INSERT INTO outputs VALUES
        (1, '/b', 1, '', '{"model":{"id":"x"},"confidence":0.7}', NULL),
        (2, '/b', 1, '', '{"model":{"id":"x"},"confidence":1}', NULL),
        (3, '/b', 1, '', '{"model":null,"confidence":0}', NULL),
        (4, '/b', 1, '', '{"model":{"id":"x"},"confidence":0.1}', NULL);`);
    migrate(db, migrations);
    expect(db.all('SELECT confidence FROM jobs ORDER BY id')).toEqual(
      [0.7, 1, null, null].map((confidence) => ({ confidence })),
    );
    expect(db.all('SELECT id FROM jobs INDEXED BY jobs_doubtful WHERE confidence < 0.75')).toEqual([
      { id: 1 },
    ]);
  });

  it('has no table for what providers cost', () => {
    const db = queueDatabase(':memory:');
    migrate(db, migrations.slice(0, 2));
    db.exec("INSERT INTO spend (provider, pictures, credits, at) VALUES ('a', 1, 1, 1)");
    migrate(db, migrations);
    expect(db.all(`SELECT name FROM sqlite_schema WHERE name LIKE 'spend%'`)).toEqual([]);
  });

  it('goes through the steps that are left, each whole or not at all', () => {
    const db = queueDatabase(':memory:');
    const steps = [...migrations, 'CREATE TABLE a (x); INSERT INTO a VALUES (1)'];
    expect(migrate(db, migrations)).toBe(0);
    expect(migrate(db, steps)).toBe(migrations.length);
    expect(migrate(db, steps)).toBe(steps.length);
    expect(db.all('SELECT x FROM a')).toEqual([{ x: 1 }]);
    const bad = [...steps, 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)'];
    expect(() => migrate(db, bad)).toThrow('nowhere');
    expect(storeVersion(db)).toBe(steps.length);
    expect(db.all(`SELECT name FROM sqlite_schema WHERE name = 'b'`)).toEqual([]);
  });
});

describe('a folder that cannot be used', () => {
  it('is named, with the reason', async () => {
    await writeFile(folder, 'a file, no folder');
    const error = await refusal(open);
    expect(error).toMatchObject({ code: 'queue-unwritable', params: { path: at('queue.db') } });
    expect(error.message).toContain('EEXIST');
  });

  it('is named when the queue is a folder', async () => {
    await mkdir(at('queue.db'), { recursive: true });
    expect((await refusal(open)).code).toBe('queue-unwritable');
    await rm(at('queue.db'), { recursive: true });
    expect((await open()).report).toEqual({ type: 'created' });
  });
});
