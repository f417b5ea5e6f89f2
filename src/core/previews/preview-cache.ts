import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { sweepTempFiles, tempPathFor } from '../files/temp-name.ts';
import { readError } from '../sources/read-error.ts';

/** px of the longer side: a tile, a tile on a dense display, a screen, a dense one. */
export const previewSides = [256, 512, 1024, 2048] as const;
export type PreviewSide = (typeof previewSides)[number];

export interface PreviewCacheOptions {
  /** A folder of the cache's own. */
  readonly folder: string;
  readonly engine: Pick<Engine, 'preview'>;
  /** What all previews together may take on disk. */
  readonly maxBytes: number;
  /** Pictures with more px get no preview. */
  readonly maxPixels: number;
}

interface Kept {
  readonly bytes: number;
}

/** Evicting goes down to this share of the limit, so that it is not for every new preview. */
const AFTER_EVICTION = 0.9;

/** The preview's name says which version of which file it shows, and how large. */
async function nameOf(file: string, side: PreviewSide): Promise<string> {
  const { size, mtimeMs, dev, ino } = await stat(file).catch((error: unknown) => {
    throw readError(error, file);
  });
  const version = JSON.stringify([path.resolve(file), size, mtimeMs, dev, ino, side]);
  return `${createHash('sha256').update(version).digest('hex')}.webp`;
}

/**
 * Small pictures of pictures, on disk, for front doors to show. The engine makes them when they are
 * first asked for; those that nobody asked for longest make way when there are too many.
 */
export class PreviewCache {
  readonly #options: PreviewCacheOptions;
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<string, Kept>();
  readonly #making = new Map<string, Promise<string>>();
  #bytes = 0;

  private constructor(options: PreviewCacheOptions) {
    this.#options = options;
  }

  /** Takes over what an earlier process left. @throws Node's system errors of the folder */
  static async open(options: PreviewCacheOptions): Promise<PreviewCache> {
    const { folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweepTempFiles(folder, { olderThanMs: 0 });
    const cache = new PreviewCache(options);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.webp'));
    const found = await Promise.all(
      names.map(async (name) => ({ name, stats: await stat(path.join(folder, name)) })),
    );
    found.sort((a, b) => a.stats.mtimeMs - b.stats.mtimeMs);
    for (const { name, stats } of found) cache.#keep(name, stats.size);
    await cache.#evict();
    return cache;
  }

  /** What all previews take on disk, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * A preview of a picture as it is now.
   * @returns the file, a WebP; it is there at least until the cache needs its room
   * @throws OffcutError what the engine says of the picture, or `input-not-found` and its like
   */
  async get(file: string, side: PreviewSide): Promise<string> {
    const name = await nameOf(file, side);
    const making = this.#making.get(name);
    if (making !== undefined) return making;
    const kept = this.#kept.get(name);
    const target = path.join(this.#options.folder, name);
    if (kept !== undefined && (await this.#touch(name, target))) return target;
    const made = this.#make(file, side, name).finally(() => this.#making.delete(name));
    this.#making.set(name, made);
    return made;
  }

  /** Removes every preview; whoever asks gets a new one. */
  async clear(): Promise<void> {
    for (const name of [...this.#kept.keys()]) await this.#remove(name);
  }

  async #make(file: string, side: PreviewSide, name: string): Promise<string> {
    const { folder, engine, maxPixels } = this.#options;
    const target = path.join(folder, name);
    const temp = tempPathFor(target);
    try {
      await engine.preview({ source: file, name: file, target: temp, side, maxPixels });
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
    this.#kept.set(name, { bytes });
    this.#bytes += bytes;
  }

  #forget(name: string): void {
    this.#bytes -= this.#kept.get(name)?.bytes ?? 0;
    this.#kept.delete(name);
  }

  /** Says that it was asked for just now. Returns whether it is still there. */
  async #touch(name: string, file: string): Promise<boolean> {
    const now = new Date();
    const there = await utimes(file, now, now).then(
      () => true,
      () => false,
    );
    const kept = this.#kept.get(name);
    this.#forget(name);
    if (there && kept !== undefined) this.#keep(name, kept.bytes);
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
