import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readRow, text, textColumns } from '../../sqlite/read-row.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';

const row = z.object({ value: text });

/** What is signed with a secret of its own. */
export type SecretName = 'links' | 'webhooks';

/** 32 random bytes in base64, the same at every start; made when it is asked for first. */
export function secretOf(db: SqlDatabase, name: SecretName): string {
  const fresh = randomBytes(32).toString('base64');
  db.run('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', name, fresh);
  const found = db.first(`SELECT ${textColumns('value')} FROM secrets WHERE name = ?`, name) ?? {};
  return readRow(db, 'secrets', row, found).value;
}

/** Takes a new secret; what was signed with the old one is refused from now on. */
export function renewSecret(db: SqlDatabase, name: SecretName): string {
  db.run('DELETE FROM secrets WHERE name = ?', name);
  return secretOf(db, name);
}
