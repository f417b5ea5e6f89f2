import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { spendElsewhere, spendRequest } from '../../../../test/helpers/spend.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { queueDatabase } from '../../queue/store/queue-database.ts';
import { SpendBook } from './spend-book.ts';

const tempFolder = useTempFolder();
const books: SpendBook[] = [];
let folder: string;
let now: number;

beforeEach(async () => {
  folder = path.join(await tempFolder(), 'data');
  now = new Date(2026, 4, 15, 12).getTime();
});

// Runs before the folders are removed: hooks run in reverse.
afterEach(async () => {
  for (const book of books.splice(0)) book.close();
  await releaseHandles();
});

const file = () => path.join(folder, 'spend.db');

function open(): SpendBook {
  const book = SpendBook.open(folder, { now: () => now });
  books.push(book);
  return book;
}

const refused = (book: SpendBook, budget: unknown) =>
  refusal(() => book.reserve(spendRequest({ budget })));

const amount = (pictures: number, credits: number) => ({ pictures, credits });

describe('a reservation', () => {
  it('counts from the moment it is made, and as what the call cost in the end', () => {
    const book = open();
    const reservation = book.reserve(spendRequest({ job: 7, credits: 0.25 }));
    const entry = { id: reservation.id, provider: 'acme', job: 7, at: now };
    expect(book.entries(null, 10)).toEqual([{ ...entry, ...amount(1, 0.25), settled: false }]);
    expect(book.spent('acme').day).toEqual(amount(1, 0.25));
    now += 5;
    reservation.settle(amount(1, 1.5));
    expect(book.entries(null, 10)).toEqual([{ ...entry, ...amount(1, 1.5), settled: true }]);
    expect(book.spent('acme').day).toEqual(amount(1, 1.5));
  });

  it('is taken back by its release', () => {
    const book = open();
    const budget = { pictures: { day: 1 } };
    book.reserve(spendRequest({ budget })).release();
    expect(book.entries(null, 10)).toEqual([]);
    book.reserve(spendRequest({ budget }));
  });

  it('records what the provider took, even over the budget', async () => {
    const book = open();
    const budget = { credits: { day: 2 } };
    book.reserve(spendRequest({ budget })).settle(amount(1, 5));
    expect(book.spent('acme').day.credits).toBe(5);
    expect((await refused(book, budget)).params).toEqual({
      provider: 'Acme',
      limit: '2 credits a day',
    });
  });

  it('ends once', () => {
    const book = open();
    const [settled, released] = [book.reserve(spendRequest()), book.reserve(spendRequest())];
    settled.settle(amount(1, 1));
    released.release();
    for (const reservation of [settled, released]) {
      const error = `reservation ${reservation.id} has ended before`;
      expect(() => {
        reservation.settle(amount(1, 1));
      }).toThrow(new Error(error));
      expect(() => {
        reservation.release();
      }).toThrow(new Error(error));
    }
    expect(book.spent('acme').all).toEqual(amount(1, 1));
    // Not even another one takes its number.
    expect(book.reserve(spendRequest()).id).toBeGreaterThan(released.id);
  });

  it.each([amount(-1, 0), amount(0.5, 0), amount(1, -1), amount(1, NaN), amount(1, Infinity)])(
    'is of amounts that there are: %j',
    (wrong) => {
      const book = open();
      const reservation = book.reserve(spendRequest());
      expect(() => book.reserve(spendRequest(wrong))).toThrow();
      const budget = { pictures: { day: 5 }, credits: { day: 5 } };
      expect(() => book.reserve(spendRequest({ ...wrong, budget }))).toThrow();
      expect(() => {
        reservation.settle(wrong);
      }).toThrow();
      expect(book.spent('acme').all).toEqual(amount(1, 1));
    },
  );
});

describe('a budget', () => {
  it.each([
    ['10 pictures a day', { pictures: { day: 10 } }],
    ['10 pictures a month', { pictures: { month: 10 } }],
    ['10 credits a day', { credits: { day: 10 } }],
    ['10 credits a month', { credits: { month: 10 } }],
    ['10 pictures a day', { pictures: { day: 10, month: 11 }, credits: { day: 12, month: 13 } }],
  ])('of %s is never overspent', async (limit, budget) => {
    const book = open();
    for (let i = 0; i < 10; i++) book.reserve(spendRequest({ budget }));
    const error = await refused(book, budget);
    expect(error).toMatchObject({ code: 'budget-spent', params: { provider: 'Acme', limit } });
    expect(book.entries(null, 20)).toHaveLength(10);
    // Each provider has its own.
    book.reserve(spendRequest({ provider: 'other', budget }));
  });

  it('of 0 lets nothing through', async () => {
    const book = open();
    expect((await refused(book, { credits: { month: 0 } })).code).toBe('budget-spent');
    expect(book.entries(null, 1)).toEqual([]);
  });

  it('of a day begins anew at midnight, that of a month with its first', async () => {
    const book = open();
    const budget = { pictures: { day: 1, month: 2 } };
    const make = () => book.reserve(spendRequest({ budget }));
    now = new Date(2026, 4, 30, 23, 59, 59, 999).getTime();
    make();
    expect((await refused(book, budget)).params['limit']).toBe('1 picture a day');
    now += 1;
    make();
    expect(book.spent('acme')).toEqual({
      day: amount(1, 1),
      month: amount(2, 2),
      all: amount(2, 2),
    });
    expect((await refused(book, budget)).params['limit']).toBe('2 pictures a month');
    now = new Date(2026, 5, 1).getTime() - 1;
    expect((await refused(book, budget)).params['limit']).toBe('2 pictures a month');
    now += 1;
    make();
    expect(book.spent('acme')).toEqual({
      day: amount(1, 1),
      month: amount(1, 1),
      all: amount(3, 3),
    });
  });

  it('is not given anew by a clock that is set back', async () => {
    const book = open();
    const budget = { pictures: { day: 1 } };
    book.reserve(spendRequest({ budget }));
    for (const back of [new Date(2026, 4, 14), new Date(2025, 11, 31), new Date(1990, 0, 1)]) {
      now = back.getTime();
      expect((await refused(book, budget)).code).toBe('budget-spent');
      expect(book.spent('acme').month).toEqual(amount(1, 1));
    }
  });

  it('is kept when the book is opened again, and by two that are open', async () => {
    const budget = { pictures: { day: 3 } };
    const first = open();
    const reservation = first.reserve(spendRequest({ budget }));
    first.reserve(spendRequest({ budget })).settle(amount(1, 1));
    const second = open();
    reservation.settle(amount(1, 1));
    second.reserve(spendRequest({ budget }));
    expect((await refused(first, budget)).code).toBe('budget-spent');
    first.close();
    first.close();
    expect(() => first.spent('acme')).toThrow('is closed');
    expect((await refused(second, budget)).code).toBe('budget-spent');
    second.close();
    expect((await refused(open(), budget)).code).toBe('budget-spent');
  });
});

it('lists the newest entries first, of one provider or of all', () => {
  const book = open();
  const ids = ['a', 'b', 'a', 'c'].map(
    (provider) => book.reserve(spendRequest({ provider, credits: 0 })).id,
  );
  const listed = (provider: string | null, limit: number) =>
    book.entries(provider, limit).map(({ id }) => ids.indexOf(id));
  expect(listed(null, 10)).toEqual([3, 2, 1, 0]);
  expect(listed(null, 2)).toEqual([3, 2]);
  expect(listed('a', 10)).toEqual([2, 0]);
  expect(listed('a', 1)).toEqual([2]);
  expect(listed('d', 10)).toEqual([]);
});

describe('a race', () => {
  it('of 50 jobs at once gives a budget of 10 ten times', async () => {
    const book = open();
    const budget = { pictures: { day: 10 } };
    const job = async () => {
      await Promise.resolve();
      const reservation = book.reserve(spendRequest({ budget }));
      await wait(Math.random() * 5);
      reservation.settle(amount(1, 1));
    };
    const ends = await Promise.allSettled(Array.from({ length: 50 }, job));
    const failures = ends.flatMap((end): unknown => (end.status === 'rejected' ? end.reason : []));
    expect(failures).toHaveLength(40);
    for (const failure of failures) expect(OffcutError.from(failure).code).toBe('budget-spent');
    expect(book.spent('acme').day).toEqual(amount(10, 10));
  });

  it('of 4 processes for 25 pictures each gives a budget of 30 thirty times', async () => {
    const order = {
      dataFolder: folder,
      request: spendRequest({ budget: { pictures: { month: 30 } } }),
      pictures: 25,
      dies: false,
    };
    // Nothing is there yet: they also make the book together.
    const made = await spendElsewhere(order, order, order, order);
    expect(made.reduce<number>((sum, each) => sum + (each ?? 0), 0)).toBe(30);
    const entries = open().entries('acme', 100);
    expect(entries).toHaveLength(30);
    expect(entries.every(({ settled }) => settled)).toBe(true);
  });
});

it('what a killed process had set aside stays counted', async () => {
  const budget = { pictures: { month: 1 } };
  const order = { dataFolder: folder, request: spendRequest({ budget }), pictures: 1, dies: true };
  expect(await spendElsewhere(order)).toEqual([undefined]);
  now = Date.now();
  const book = open();
  expect(book.entries(null, 10)).toMatchObject([{ ...amount(1, 1), settled: false }]);
  expect((await refused(book, budget)).params['limit']).toBe('1 picture a month');
});

describe('the file', () => {
  it("is this user's alone", async () => {
    open().reserve(spendRequest());
    if (process.platform === 'win32') return;
    const mode = async (place: string) => ((await stat(place)).mode & 0o777).toString(8);
    expect(await mode(folder)).toBe('700');
    for (const name of await readdir(folder)) {
      expect([name, await mode(path.join(folder, name))]).toEqual([name, '600']);
    }
  });

  /** A book of many pages, closed. */
  async function closedBook(): Promise<Buffer> {
    const book = open();
    for (let i = 0; i < 200; i++) book.reserve(spendRequest({ provider: 'x'.repeat(i) }));
    book.close();
    await releaseHandles();
    return readFile(file());
  }

  it.each([
    ['no database', () => Buffer.from('these are no numbers'.repeat(100))],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4096)],
    ['wrong in the middle', (bytes: Buffer) => Buffer.from(bytes).fill(0xff, 4096, 20_000)],
    ['wrong in its schema', (bytes: Buffer) => Buffer.from(bytes).fill(0xff, 3000, 4096)],
  ])('is named and left as it is when it is %s', async (_, damage) => {
    const damaged = damage(await closedBook());
    await writeFile(file(), damaged);
    const error = await refusal(open);
    expect(error).toMatchObject({ code: 'spend-unwritable', params: { path: file() } });
    expect(await readFile(file())).toEqual(damaged);
  });

  it.each([
    ['its tables are not those of Offcut', 'CREATE TABLE notes (text TEXT)'],
    ['its tables are not those of Offcut', 'CREATE TABLE spend (x); PRAGMA user_version = 1'],
    ['it was written by a newer Offcut', 'PRAGMA user_version = 99'],
  ])('is not taken for a book: %s', async (reason, sql) => {
    await mkdir(folder);
    const db = queueDatabase(file());
    db.exec(sql);
    db.close();
    const before = await readFile(file());
    expect(await refusal(open)).toMatchObject({ code: 'spend-unwritable', params: { reason } });
    expect(await readFile(file())).toEqual(before);
  });

  it('is waited for while another process is at it from the start', async () => {
    await mkdir(folder);
    const db = queueDatabase(file());
    db.exec('BEGIN IMMEDIATE');
    const order = { dataFolder: folder, request: spendRequest(), pictures: 1, dies: false };
    const made = spendElsewhere(order);
    await Promise.race([made, wait(2_000)]);
    db.exec('COMMIT');
    db.close();
    expect(await made).toEqual([1]);
  });

  it('is named when its folder cannot be one', async () => {
    await writeFile(folder, 'a file, no folder');
    const error = await refusal(open);
    expect(error).toMatchObject({ code: 'spend-unwritable', params: { path: file() } });
  });
});
