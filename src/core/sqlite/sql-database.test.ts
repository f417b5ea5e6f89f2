import path from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { openShared } from './open-shared.ts';

const newFolder = useTempFolder();
const codes = {
  full: 'queue-disk-full',
  unusable: 'queue-unwritable',
  damaged: 'queue-damaged',
} as const;

/** As SQLite counts them. */
const [NORMAL, FULL] = [1, 2];

it('waits for the disk at every commit but those that say that they need not', async () => {
  const file = path.join(await newFolder(), 'a.db');
  const db = openShared(file, codes, ['CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT']);
  const synchronous = () => db.first('PRAGMA synchronous')?.['synchronous'];
  const insert = () => {
    db.run('INSERT INTO t DEFAULT VALUES');
    return synchronous();
  };
  expect(db.transaction(insert)).toBe(FULL);
  expect(db.fleetingTransaction(insert)).toBe(NORMAL);
  expect(() =>
    db.fleetingTransaction(() => {
      insert();
      throw new Error('undone');
    }),
  ).toThrow('undone');
  expect(db.transaction(insert)).toBe(FULL);
  expect(db.first('SELECT count(*) AS rows FROM t')).toEqual({ rows: 3 });
  db.close();
});
