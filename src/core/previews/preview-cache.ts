import { LONGEST_PREVIEW, type PreviewView } from '../../shared/engine-protocol.ts';
import type { Engine } from '../engine/engine.ts';
import { KeptFiles, type Key, type KeptFilesOptions } from './kept-files.ts';
import { sourceVersion } from './source-version.ts';

/**
 * px of the longer side: a tile, a tile on a dense display, a screen, a dense one. `full`: as large
 * as it is, and without loss that can be seen.
 */
export const previewSides = [256, 512, 1024, 2048, 'full'] as const;
export type PreviewSide = (typeof previewSides)[number];

export interface PreviewCacheOptions extends KeptFilesOptions {
  readonly engine: Pick<Engine, 'preview'>;
  /** Pictures with more px get no preview. */
  readonly maxPixels: number;
}

/** Pictures of pictures, on disk, for front doors to show. The engine makes them. */
export class PreviewCache {
  readonly #options: PreviewCacheOptions;
  /** Where they are; what else is made to be shown may be kept there too, in the same room. */
  readonly files: KeptFiles;

  private constructor(options: PreviewCacheOptions, files: KeptFiles) {
    this.#options = options;
    this.files = files;
  }

  /** Takes over what an earlier process left. @throws Node's system errors of the folder */
  static async open(options: PreviewCacheOptions): Promise<PreviewCache> {
    return new PreviewCache(options, await KeptFiles.open(options));
  }

  /** What all previews take on disk, in bytes. */
  get bytes(): number {
    return this.files.bytes;
  }

  /**
   * A preview of a picture as it is now, or of what its alpha says; see `PreviewMessage`.
   * @returns the file, a WebP; it is there at least until the cache needs its room
   * @throws OffcutError what the engine says of the picture, `matte-not-kept` where a view of the
   *   matte is asked of one without alpha, or `input-not-found` and its like
   */
  async get(file: string, side: PreviewSide, view: PreviewView = 'picture'): Promise<string> {
    return this.getOf(await sourceVersion(file), file, side, view);
  }

  /**
   * A preview of a file that this cache keeps too, and whose time is therefore no part of its
   * version.
   * @throws OffcutError what `get` throws
   */
  getOf(version: Key, file: string, side: PreviewSide, view: PreviewView): Promise<string> {
    return side === 'full'
      ? this.#get(version, file, LONGEST_PREVIEW, view, true)
      : this.#get(version, file, side, view, false);
  }

  /**
   * The picture shrunk, to be worked on: without loss that can be seen.
   * @param side px of the longer side
   * @throws OffcutError what `get` throws
   */
  async shrunk(file: string, side: number): Promise<string> {
    return this.#get(await sourceVersion(file), file, side, 'picture', true);
  }

  /**
   * The picture as other programs take it: a PNG.
   * @param side px of the longer side
   * @throws OffcutError what `get` throws
   */
  async png(file: string, side: number): Promise<string> {
    const { engine, maxPixels } = this.#options;
    const key = ['png', ...(await sourceVersion(file)), side];
    const how = { side, view: 'picture', exact: true, format: 'png', maxPixels } as const;
    return this.files.get(key, 'png', (target) =>
      engine.preview({ source: file, name: file, target, ...how }),
    );
  }

  /** Removes every preview; whoever asks gets a new one. */
  clear(): Promise<void> {
    return this.files.clear();
  }

  #get(
    version: Key,
    file: string,
    side: number,
    view: PreviewView,
    exact: boolean,
  ): Promise<string> {
    const { engine, maxPixels } = this.#options;
    const key = ['preview', ...version, side, view, exact];
    return this.files.get(key, 'webp', (target) =>
      engine.preview({ source: file, name: file, target, side, view, exact, maxPixels }),
    );
  }
}
