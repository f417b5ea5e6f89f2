import { existsSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { assertNever } from '../../../shared/assert.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { syncDirectory } from '../../files/sync-directory.ts';
import { createPrivately } from '../../sqlite/database-files.ts';
import { migrate } from '../../sqlite/migrate.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { fetchBackup, makeBackup } from './backup.ts';
import { examine } from './examine.ts';
import { takeOwnership, type Ownership } from './owner.ts';
import { knownVersion, queueDatabase, queueError } from './queue-database.ts';
import type { QueueStore } from './queue-store.ts';
import { migrations } from './schema.ts';
import { sqliteQueueStore } from './sqlite-queue-store.ts';
import { keepAside, storeFiles, type StoreFiles } from './store-files.ts';

/** What was done to get at the queue, for a front door to say. */
export type OpenReport =
  | { readonly type: 'created' }
  | {
      readonly type: 'opened';
      /** Whether its last owner closed it; else there may be jobs that it left running. */
      readonly closedCleanly: boolean;
      /** The format's version before it was brought up to date; null: it was. */
      readonly migratedFrom: number | null;
    }
  /** The queue was damaged or gone. What happened after `madeAt` (ms) is not in the backup. */
  | {
      readonly type: 'restored';
      readonly reason: string;
      readonly keptAside: string | null;
      readonly backup: string;
      readonly madeAt: number;
    }
  /** The queue was damaged and there was no backup of it. */
  | { readonly type: 'started-over'; readonly reason: string; readonly keptAside: string | null };

export interface OpenOptions {
  /** Where this process listens, or is going to, to those who find the queue owned. */
  readonly socket?: string | null;
  /** ms since 1970. */
  readonly now?: () => number;
}

export interface OpenedQueue {
  readonly store: QueueStore;
  readonly report: OpenReport;
}

/** Puts the newest good backup in the place of the queue's file. */
async function bringBack(files: StoreFiles): Promise<void> {
  renameSync(files.unfinished, files.queue);
  await syncDirectory(path.dirname(files.queue));
}

async function replaceDamaged(files: StoreFiles, reason: string, now: number): Promise<OpenReport> {
  const backup = fetchBackup(files);
  const keptAside = keepAside(files.queue, new Date(now)) ?? null;
  if (backup === undefined) return { type: 'started-over', reason, keptAside };
  await bringBack(files);
  return { type: 'restored', reason, keptAside, backup: backup.file, madeAt: backup.madeAt };
}

/** A queue that is not there is a new one, or one whose owner died while it brought a backup back. */
async function replaceMissing(files: StoreFiles): Promise<OpenReport> {
  const backup = fetchBackup(files);
  if (backup === undefined) return { type: 'created' };
  await bringBack(files);
  const { file, madeAt } = backup;
  return { type: 'restored', reason: 'it is missing', keptAside: null, backup: file, madeAt };
}

/** Makes sure that the queue's file is good, or that there is none. */
async function settle(files: StoreFiles, now: number): Promise<OpenReport> {
  const finding = examine(files.queue);
  switch (finding.type) {
    case 'good':
      return { type: 'opened', closedCleanly: finding.closedCleanly, migratedFrom: null };
    case 'newer': {
      const { version } = finding;
      throw new OffcutError('queue-too-new', { path: files.queue, version, known: knownVersion });
    }
    case 'damaged':
      return replaceDamaged(files, finding.reason, now);
    case 'empty':
      return replaceMissing(files);
    default:
      return assertNever(finding);
  }
}

const pragmas = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  -- A commit is on the disk when it returns: a picture that was recorded is not made twice.
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -16000;
  PRAGMA journal_size_limit = 16000000;`;

/** After a crash, counters may be those of a log that was cut; counting is cheap then. */
function recount(db: SqlDatabase): void {
  db.transaction(() => {
    db.exec(`
      DELETE FROM batch_counts;
      INSERT INTO batch_counts SELECT batches.id, state, 0 FROM batches, queue_counts;
      UPDATE batch_counts SET jobs = found.jobs
        FROM (SELECT batch, state, count(*) AS jobs FROM jobs GROUP BY batch, state) AS found
        WHERE found.batch = batch_counts.batch AND found.state = batch_counts.state;
      UPDATE queue_counts SET jobs =
        (SELECT count(*) FROM jobs WHERE jobs.state = queue_counts.state);`);
  });
}

/** Backs up a good file at its opening; a queue whose backup fails can be worked on all the same. */
function tryBackup(db: SqlDatabase, files: StoreFiles): OffcutError | undefined {
  try {
    makeBackup(db, files);
    return undefined;
  } catch (error) {
    const meaning = queueError(error, files.unfinished);
    if (meaning instanceof OffcutError) return meaning;
    throw meaning;
  }
}

/** Readies the database of a settled store. */
function ready(db: SqlDatabase, settled: OpenReport): OpenReport {
  db.exec(pragmas);
  const from = migrate(db, migrations);
  if (settled.type !== 'opened') return settled;
  if (!settled.closedCleanly) recount(db);
  return from < knownVersion ? { ...settled, migratedFrom: from } : settled;
}

/** Whether the newest backup holds what the store held when it was opened. */
function isBackedUp(db: SqlDatabase, files: StoreFiles, report: OpenReport): boolean {
  switch (report.type) {
    case 'created':
    case 'started-over':
      return false;
    case 'restored':
      return true;
    case 'opened':
      // One that nobody ever gets to close, because the machine is always just switched off, would
      // never have a backup.
      return (
        (report.closedCleanly && existsSync(files.backups[0])) || tryBackup(db, files) === undefined
      );
    default:
      return assertNever(report);
  }
}

/** Leaves write-ahead logging, which is what tells the next owner that all is well, and unlocks. */
const leave = `
  PRAGMA journal_mode = DELETE;
  PRAGMA locking_mode = NORMAL;
  SELECT count(*) FROM queue;`;

function openSettled(
  files: StoreFiles,
  settled: OpenReport,
  ownership: Ownership,
  now: () => number,
): OpenedQueue {
  createPrivately(files.queue);
  const db = queueDatabase(files.queue);
  try {
    const report = ready(db, settled);
    const unchanged = isBackedUp(db, files, report) ? db.changes : undefined;
    const close = (): OffcutError | undefined => {
      if (!db.isOpen) return undefined;
      try {
        const failure = db.changes === unchanged ? undefined : tryBackup(db, files);
        if (!db.damaged) db.exec(leave);
        return failure;
      } catch (error) {
        return OffcutError.from(error);
      } finally {
        db.close();
        ownership.release();
      }
    };
    return { report, store: sqliteQueueStore(db, { now, close }) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens the queue in `dataFolder` and makes this process its owner; creates what is not there, the
 * folder for this user alone. A damaged queue is kept aside and the newest good backup, or a new
 * queue, takes its place: the report says so.
 *
 * @throws OffcutError `queue-owned` with the owner's `pid` (or `unknown`), `queue-too-new`,
 * `queue-disk-full`, `queue-unwritable`
 */
export async function openQueueStore(
  dataFolder: string,
  { socket = null, now = Date.now }: OpenOptions = {},
): Promise<OpenedQueue> {
  const files = storeFiles(dataFolder);
  let ownership: Ownership | undefined;
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    ownership = await takeOwnership(dataFolder, { pid: process.pid, startedAt: now(), socket });
    return openSettled(files, await settle(files, now()), ownership, now);
  } catch (error) {
    ownership?.release();
    throw queueError(error, files.queue);
  }
}
