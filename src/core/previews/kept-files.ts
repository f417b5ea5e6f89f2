import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { sweepTempFiles, tempPathFor } from '../files/temp-name.ts';

export interface KeptFilesOptions {
  /** A folder of their own. */
  readonly folder: string;
  /** What they may take on disk, together. */
  readonly maxBytes: number;
}

/** What a file is made from: whatever would make it another file. */
export type Key = readonly (string | number | boolean | null)[];

/** Writes the file, which is not there yet. */
export type MakeFile = (temp: string) => Promise<unknown>;

/** Evicting goes down to this share of the limit, so that it is not for every new file. */
const AFTER_EVICTION = 0.9;

const KEPT_NAME = /^[0-9a-f]{64}\.(?:webp|png)$/;

type Extension = 'webp' | 'png';

const nameOf = (key: Key, extension: Extension): string =>
  `${createHash('sha256').update(JSON.stringify(key)).digest('hex')}.${extension}`;

/**
 * Files on disk that can be made again. They are made when they are first asked for; those that
 * nobody asked for longest make way when there are too many.
 */
export class KeptFiles {
  readonly #options: KeptFilesOptions;
  /** Their bytes, in the order in which they were last asked for. */
  readonly #kept = new Map<string, number>();
  readonly #making = new Map<string, Promise<string>>();
  #bytes = 0;

  private constructor(options: KeptFilesOptions) {
    this.#options = options;
  }

  /** Takes over what an earlier process left. @throws Node's system errors of the folder */
  static async open(options: KeptFilesOptions): Promise<KeptFiles> {
    const { folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweepTempFiles(folder, { olderThanMs: 0 });
    const files = new KeptFiles(options);
    const names = (await readdir(folder)).filter((name) => KEPT_NAME.test(name));
    const found = await Promise.all(
      names.map(async (name) => ({ name, stats: await stat(path.join(folder, name)) })),
    );
    found.sort((a, b) => a.stats.mtimeMs - b.stats.mtimeMs);
    for (const { name, stats } of found) files.#keep(name, stats.size);
    await files.#evict();
    return files;
  }

  /** What all of them take on disk, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A temp file in the folder, for what is needed while one is made. The caller removes it. */
  newTemp(): string {
    return tempPathFor(path.join(this.#options.folder, 'kept'));
  }

  /**
   * The file of a key, made once for all who ask for it at the same time.
   * @returns its path; it is there at least until its room is needed
   * @throws what `make` throws; then there is none
   */
  async get(key: Key, extension: Extension, make: MakeFile): Promise<string> {
    const name = nameOf(key, extension);
    const making = this.#making.get(name);
    if (making !== undefined) return making;
    const made = this.#getAlone(name, make).finally(() => this.#making.delete(name));
    this.#making.set(name, made);
    return made;
  }

  /**
   * The file of a key, whoever else may be making it: for one who may be told to stop, which is
   * nothing to those who ask for the same.
   * @throws what `make` throws
   */
  getAlone(key: Key, extension: Extension, make: MakeFile): Promise<string> {
    return this.#getAlone(nameOf(key, extension), make);
  }

  /** Removes all of them; whoever asks gets a new one. */
  async clear(): Promise<void> {
    for (const name of [...this.#kept.keys()]) await this.#remove(name);
  }

  async #getAlone(name: string, make: MakeFile): Promise<string> {
    const target = path.join(this.#options.folder, name);
    if (this.#kept.has(name) && (await this.#touch(name, target))) return target;
    const temp = tempPathFor(target);
    try {
      await make(temp);
      const { size } = await stat(temp);
      await rename(temp, target);
      this.#keep(name, size);
    } catch (error) {
      await rm(temp, { force: true });
      throw error;
    }
    await this.#evict(name);
    return target;
  }

  #keep(name: string, bytes: number): void {
    this.#forget(name);
    this.#kept.set(name, bytes);
    this.#bytes += bytes;
  }

  #forget(name: string): void {
    this.#bytes -= this.#kept.get(name) ?? 0;
    this.#kept.delete(name);
  }

  /** Says that it was asked for just now. Returns whether it is still there. */
  async #touch(name: string, file: string): Promise<boolean> {
    const now = new Date();
    const there = await utimes(file, now, now).then(
      () => true,
      () => false,
    );
    const bytes = this.#kept.get(name);
    this.#forget(name);
    if (there && bytes !== undefined) this.#keep(name, bytes);
    return there;
  }

  async #remove(name: string): Promise<void> {
    this.#forget(name);
    await rm(path.join(this.#options.folder, name), { force: true });
  }

  /** @param spared the one that is just being asked for, however large it is */
  async #evict(spared?: string): Promise<void> {
    const { maxBytes } = this.#options;
    if (this.#bytes <= maxBytes) return;
    for (const name of [...this.#kept.keys()]) {
      if (this.#bytes <= maxBytes * AFTER_EVICTION) return;
      if (name !== spared) await this.#remove(name);
    }
  }
}
