import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Stored, StoredThing } from '../../shared/bridge/contract.ts';

/** Bytes of a file, or of all files in and below a folder; 0 where there is nothing. */
async function bytesAt(place: string): Promise<number> {
  const stats = await stat(place).catch(() => undefined);
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.size;
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) =>
        stat(path.join(parentPath, name)).then(
          ({ size }) => size,
          // It went meanwhile.
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The files and folders of each thing that is stored; the first is what the user is shown. */
export type Places = Readonly<Record<StoredThing, readonly [string, ...string[]]>>;

export interface StorageOptions {
  readonly places: Places;
  readonly clearPreviews: () => Promise<void>;
}

/** What Offcut keeps on this machine, and how to be rid of it. */
export class Storage {
  readonly #options: StorageOptions;

  constructor(options: StorageOptions) {
    this.#options = options;
  }

  list(): Promise<readonly Stored[]> {
    return Promise.all(
      (Object.entries(this.#options.places) as [StoredThing, Places[StoredThing]][]).map(
        async ([what, places]) => {
          const sizes = await Promise.all(places.map(bytesAt));
          return { what, path: places[0], bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
        },
      ),
    );
  }

  /** Removes pictures that can be made again, pictures that were pasted, or the log. */
  async clear(
    what: Extract<StoredThing, 'previews' | 'pasted' | 'logs'>,
  ): Promise<readonly Stored[]> {
    if (what === 'previews') await this.#options.clearPreviews();
    else {
      const [folder] = this.#options.places[what];
      for (const name of await readdir(folder).catch(() => [])) {
        await rm(path.join(folder, name), { recursive: true, force: true });
      }
    }
    return this.list();
  }
}
