import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** What a second instance tells the first. */
export interface SecondInstance {
  readonly argv: string[];
  readonly cwd: string;
  readonly data: unknown;
}

/**
 * One instance of the app for each folder of user data. `requestSingleInstanceLock` answers at
 * once, so everything here is files: a lock with the holder's process id, and letters to it.
 */
export class SingleInstance {
  #held: { readonly lock: string; readonly watcher: FSWatcher } | undefined;

  get held(): boolean {
    return this.#held !== undefined;
  }

  request(
    userData: string,
    mine: SecondInstance,
    onSecond: (other: SecondInstance) => void,
  ): boolean {
    if (this.held) return true;
    const folder = path.join(userData, 'stand-in-instance');
    mkdirSync(folder, { recursive: true });
    const lock = path.join(folder, 'lock');
    if (!take(lock)) {
      const letter = path.join(folder, randomUUID());
      writeFileSync(letter, serialize(mine));
      renameSync(letter, `${letter}.letter`);
      return false;
    }
    const readLetters = () => {
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.letter'))) {
        const file = path.join(folder, name);
        const other = deserialize(readFileSync(file)) as SecondInstance;
        rmSync(file);
        onSecond(other);
      }
    };
    for (const old of readdirSync(folder).filter((one) => one.endsWith('.letter'))) {
      rmSync(path.join(folder, old)); // To an instance that is gone.
    }
    this.#held = { lock, watcher: watch(folder, { persistent: false }, readLetters) };
    return true;
  }

  release(): void {
    this.#held?.watcher.close();
    if (this.#held !== undefined) rmSync(this.#held.lock, { force: true });
    this.#held = undefined;
  }
}

function take(lock: string): boolean {
  const own = `${lock}-${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(own, lock);
        return true;
      } catch {
        if (isAlive(holder(lock))) return false;
        rmSync(lock, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function holder(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0; // It has just been given back.
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
