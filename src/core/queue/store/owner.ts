import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import { OffcutError } from '../../../shared/errors.ts';
import { writeFileAtomically } from '../../files/write-file.ts';
import { createPrivately } from '../../sqlite/database-files.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { isSqlError } from '../../sqlite/sql-error.ts';
import { queueDatabase, queueError } from './queue-database.ts';
import { storeFiles } from './store-files.ts';

const ownerSchema = z.object({
  pid: z.int(),
  /** ms since 1970. */
  startedAt: z.int(),
  /** Where the owner listens to a second process: a socket's path or a pipe's name. */
  socket: z.string().nullable(),
});

export type QueueOwner = z.output<typeof ownerSchema>;

/**
 * Who owns the queue, as it said itself. It proves nothing: an owner that was killed is still named,
 * and one that has only just begun is not yet. Only the lock decides.
 */
export function queueOwner(dataFolder: string): QueueOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(storeFiles(dataFolder).owner, 'utf8')));
  } catch {
    return undefined;
  }
}

export interface Ownership {
  /** Lets the next owner in. */
  release(): void;
}

/** Locks an empty database, which writes nothing into it. */
function lock(file: string): SqlDatabase {
  const database = queueDatabase(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function lockOrMend(file: string): SqlDatabase {
  try {
    return lock(file);
  } catch (error) {
    // Somebody wrote into the lock file. Its content means nothing, so it may go.
    if (!(error instanceof OffcutError && error.code === 'queue-damaged')) throw error;
    truncateSync(file);
    return lock(file);
  }
}

/**
 * Makes this process the owner of the queue until it releases it or ends: the lock is SQLite's, and
 * so the operating system's, which takes it back the moment a process dies. It stands on a file of
 * its own because the queue's file is replaced when a backup has to be brought back, and because
 * POSIX drops a process's locks on a file as soon as that process closes it anywhere.
 *
 * @throws OffcutError `queue-owned` when another one has it; `queue-disk-full`, `queue-unwritable`
 */
export async function takeOwnership(dataFolder: string, owner: QueueOwner): Promise<Ownership> {
  const files = storeFiles(dataFolder);
  let held: SqlDatabase;
  try {
    // Not when it is there: closing it again would drop this process's own lock, if it has one.
    if (!existsSync(files.lock)) createPrivately(files.lock);
    held = lockOrMend(files.lock);
  } catch (error) {
    if (error instanceof OffcutError && isSqlError(error.cause, 'busy', 'locked')) {
      const pid = queueOwner(dataFolder)?.pid ?? 'unknown';
      throw new OffcutError('queue-owned', { path: dataFolder, pid }, { cause: error });
    }
    throw queueError(error, files.lock);
  }
  // Only told to others; a full disk is no reason not to look at the queue.
  const text = Buffer.from(JSON.stringify(owner));
  await writeFileAtomically(files.owner, text, { mode: 0o600 }).catch(() => undefined);
  return {
    release: () => {
      rmSync(files.owner, { force: true });
      held.close();
    },
  };
}
