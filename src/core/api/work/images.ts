import { randomInt } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Size } from '../../../shared/cutout.ts';
import type { ImageFormat, ImageTable, StoredImage } from '../store/image-table.ts';

export interface ImagesOptions {
  /** Absolute; everything in it is the local API's own. */
  readonly folder: string;
  readonly table: ImageTable;
}

export type NewImage = Pick<StoredImage, 'key' | 'name' | 'format'> & Size;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** As IMG Processing has them. 24 of 36 letters are 124 bits: nobody guesses one. */
const newId = (): string =>
  `image_${Array.from({ length: 24 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;

/** Pictures that stay until they are deleted, each a file and a record of it. */
export class Images {
  readonly table: ImageTable;
  readonly #folder: string;

  constructor({ folder, table }: ImagesOptions) {
    this.#folder = folder;
    this.table = table;
  }

  /** Absolute. */
  fileOf({ id, format }: Pick<StoredImage, 'id' | 'format'>): string {
    return path.join(this.#folder, `${id}.${format}`);
  }

  /**
   * Keeps a picture. A file without a record is removed at the next start.
   * @param make puts the picture where it is told to, and says how large it is
   */
  async add(
    { key, name, format }: Omit<NewImage, keyof Size>,
    make: (file: string) => Promise<Size>,
  ): Promise<StoredImage> {
    const id = newId();
    const file = this.fileOf({ id, format });
    try {
      const { width, height } = await make(file);
      const { size: bytes } = await stat(file);
      const kept = { id, key, name, format, width, height, bytes, published: false };
      const image = { ...kept, at: Date.now() };
      this.table.add(image);
      return image;
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  /** Puts a finished file there. */
  async take(from: string, image: NewImage): Promise<StoredImage> {
    return this.add(image, async (file) => {
      await rename(from, file);
      return image;
    });
  }

  async remove(image: Pick<StoredImage, 'id' | 'format'>): Promise<void> {
    this.table.remove(image.id);
    await rm(this.fileOf(image), { force: true });
  }

  /** Forgets those that came before a time. */
  async forgetBefore(at: number): Promise<void> {
    for (const image of this.table.before(at)) await this.remove(image);
  }

  /** Removes files that nobody knows. To be called once, before any request. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      if (this.table.get(path.parse(name).name) !== undefined) continue;
      await rm(path.join(this.#folder, name), { force: true, recursive: true });
    }
  }
}

export const isImageFormat = (kind: string): kind is ImageFormat =>
  kind === 'png' || kind === 'jpeg' || kind === 'webp';
