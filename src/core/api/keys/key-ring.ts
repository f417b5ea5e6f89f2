import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  apiScopes,
  newApiKeySchema,
  type ApiKey,
  type MadeApiKey,
  type NewApiKey,
} from '../../../shared/api-key.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';
import { ApiFailure } from '../failure.ts';

/** 256 random bits: nobody guesses one, so a plain hash keeps it as well as a slow one would. */
const BYTES = 32;

/**
 * Some clients insist on how the keys of their service begin: IMG Processing's on `live_` or
 * `test_`, others on the prefix of their documentation. Such a word before the key is not part of it.
 */
const KEY = /^(?:live_|test_|api_|poof_|pk_)?(offcut_[\w-]{43})$/;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const columns = `${textColumns('id', 'name', 'hint', 'scope')}, per_minute, quota, used, at, revoked_at`;

const rowSchema = z
  .object({
    id: text,
    name: text,
    hint: text,
    scope: word(apiScopes),
    per_minute: z.int(),
    quota: z.int().nullable(),
    used: z.int(),
    at: z.int(),
    revoked_at: z.int().nullable(),
  })
  .transform(({ per_minute: perMinute, at: addedAt, revoked_at: revokedAt, ...rest }): ApiKey => ({
    ...rest,
    perMinute,
    addedAt,
    revokedAt,
  }));

/** Credits that were set aside for work that has not ended. */
export interface Reservation {
  /** It was done: they are used. */
  readonly settle: () => void;
  /** It failed, and cost nothing. */
  readonly release: () => void;
}

/** The keys of the local API. Another process may make and revoke them at any time. */
export class KeyRing {
  readonly #db: SqlDatabase;
  /** By key: what the work of this process that has not ended will use, at most. */
  readonly #aside = new Map<string, number>();

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** Makes a key. It is told here, and nowhere again. */
  add(wanted: z.input<typeof newApiKeySchema>): MadeApiKey {
    const { name, scope, perMinute, quota }: NewApiKey = newApiKeySchema.parse(wanted);
    const secret = `offcut_${randomBytes(BYTES).toString('base64url')}`;
    const id = randomUUID();
    this.#db.run(
      'INSERT INTO keys (id, name, hash, hint, scope, per_minute, quota, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, name, hashOf(secret), secret.slice(-4), scope, perMinute, quota, Date.now()],
    );
    return { key: this.#known(id), secret };
  }

  /** Makes a key that may do everything, where none was ever made: else nobody could ask. */
  addFirst(name: string): MadeApiKey | undefined {
    return this.list().length > 0 ? undefined : this.add({ name, scope: 'manage' });
  }

  /** All that were ever made, oldest first. */
  list(): readonly ApiKey[] {
    return this.#db
      .all(`SELECT ${columns} FROM keys ORDER BY at, rowid`)
      .map((row) => this.#read(row));
  }

  get(id: string): ApiKey | undefined {
    const row = this.#db.first(`SELECT ${columns} FROM keys WHERE id = ?`, id);
    return row === undefined ? undefined : this.#read(row);
  }

  /** From now on it is refused. @throws OffcutError `api-key-unknown` */
  revoke(id: string): ApiKey {
    this.#known(id);
    this.#db.run(
      'UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
      Date.now(),
      id,
    );
    return this.#known(id);
  }

  /** The key that was given, if it is one and was not revoked. */
  find(given: string): ApiKey | undefined {
    const secret = KEY.exec(given)?.[1];
    if (secret === undefined) return undefined;
    const row = this.#db.first(
      `SELECT ${columns} FROM keys WHERE hash = ? AND revoked_at IS NULL`,
      hashOf(secret),
    );
    return row === undefined ? undefined : this.#read(row);
  }

  /** Credits that the key has left; null: there is no limit. */
  remaining(id: string): number | null {
    const { quota, used } = this.#known(id);
    return quota === null ? null : Math.max(0, quota - used - (this.#aside.get(id) ?? 0));
  }

  /**
   * Sets credits aside, so that no number of requests at once overspends a quota.
   * @throws ApiFailure `credits`
   */
  reserve(id: string, credits: number): Reservation {
    const left = this.remaining(id);
    if (left !== null && left < credits) {
      throw new ApiFailure('credits', 'The quota of this API key is used up.');
    }
    this.#aside.set(id, (this.#aside.get(id) ?? 0) + credits);
    let open = true;
    const close = () => {
      if (!open) return false;
      open = false;
      const rest = (this.#aside.get(id) ?? 0) - credits;
      if (rest > 0) this.#aside.set(id, rest);
      else this.#aside.delete(id);
      return true;
    };
    return {
      settle: () => {
        if (close()) this.charge(id, credits);
      },
      release: () => {
        close();
      },
    };
  }

  /** Adds to what a key has used; negative: gives back. */
  charge(id: string, credits: number): void {
    if (credits === 0) return;
    // A request need not wait for the disk: at worst, the last ones before a power cut were free.
    this.#db.fleetingTransaction(() =>
      this.#db.run('UPDATE keys SET used = max(0, used + ?) WHERE id = ?', credits, id),
    );
  }

  #known(id: string): ApiKey {
    const key = this.get(id);
    if (key === undefined) throw new OffcutError('api-key-unknown', { id });
    return key;
  }

  #read(row: SqlRow): ApiKey {
    return readRow(this.#db, 'keys', rowSchema, row);
  }
}
