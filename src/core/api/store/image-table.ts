import { z } from 'zod';
import { flag, readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';

export const imageFormats = ['png', 'jpeg', 'webp'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** A picture that stays until it is deleted, or is old. */
export interface StoredImage {
  readonly id: string;
  /** The key whose it is. */
  readonly key: string;
  readonly name: string;
  readonly format: ImageFormat;
  /** px */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Whether it can be seen without a key. */
  readonly published: boolean;
  /** ms since 1970. */
  readonly at: number;
}

const columns = `${textColumns('id', 'key', 'name', 'format')}, width, height, bytes, published, at`;

const rowSchema: z.ZodType<StoredImage> = z.object({
  id: text,
  key: text,
  name: text,
  format: word(imageFormats),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  published: flag,
  at: z.int(),
});

/** A part of a key's images, and the ids that the parts beside it begin with. */
export interface ImagePage {
  readonly images: readonly StoredImage[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/** What is known of the pictures that are kept. */
export class ImageTable {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  add({ id, key, name, format, width, height, bytes, published, at }: StoredImage): void {
    this.#db.run(
      `INSERT INTO images (id, key, name, format, width, height, bytes, published, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, key, name, format, width, height, bytes, published ? 1 : 0, at],
    );
  }

  get(id: string): StoredImage | undefined {
    const row = this.#db.first(`SELECT ${columns} FROM images WHERE id = ?`, id);
    return row === undefined ? undefined : this.#read(row);
  }

  /**
   * Newest first.
   * @param from the id of the first, of the same key; by default the newest
   * @returns undefined: `from` is no image of this key
   */
  page(key: string, take: number, from?: string): ImagePage | undefined {
    const start = from === undefined ? undefined : this.#sequenceOf(key, from);
    if (from !== undefined && start === undefined) return undefined;
    const first = start ?? Number.MAX_SAFE_INTEGER;
    const rows = this.#db
      .all(
        `SELECT ${columns} FROM images WHERE key = ? AND sequence <= ?
         ORDER BY sequence DESC LIMIT ?`,
        ...[key, first, take + 1],
      )
      .map((row) => this.#read(row));
    const before = this.#db
      .all(
        `SELECT ${columns} FROM images WHERE key = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
        ...[key, first, take],
      )
      .map((row) => this.#read(row));
    return { images: rows.slice(0, take), next: rows[take]?.id, previous: before.at(-1)?.id };
  }

  publish(id: string, published: boolean): void {
    this.#db.run('UPDATE images SET published = ? WHERE id = ?', published ? 1 : 0, id);
  }

  remove(id: string): void {
    this.#db.run('DELETE FROM images WHERE id = ?', id);
  }

  /** Those that came before a time. */
  before(at: number): readonly StoredImage[] {
    return this.#db
      .all(`SELECT ${columns} FROM images WHERE at < ?`, at)
      .map((row) => this.#read(row));
  }

  #sequenceOf(key: string, id: string): number | undefined {
    const row = this.#db.first('SELECT sequence FROM images WHERE key = ? AND id = ?', key, id);
    return row && readRow(this.#db, 'images', z.object({ sequence: z.int() }), row).sequence;
  }

  #read(row: SqlRow): StoredImage {
    return readRow(this.#db, 'images', rowSchema, row);
  }
}
