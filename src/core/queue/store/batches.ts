import { z } from 'zod';
import { consentSchema } from '../../../shared/consent.ts';
import { placements, type Batch, type JobId, type NewJob } from '../../../shared/queue.ts';
import { recipeSchema } from '../../../shared/recipe.ts';
import { flag, json, readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';
import type { Durability } from './durability.ts';
import { lastPosition } from './job-order.ts';
import { prioritySchema } from './job-rows.ts';
import type { QueueStore } from './queue-store.ts';

const batchRow = z
  .object({
    id: z.int(),
    title: text,
    recipe: json(recipeSchema),
    placement: word(placements),
    priority: prioritySchema,
    hot_folder: z.int().nullable(),
    lenient: flag,
    max_pixels: z.int(),
    consent: json(consentSchema).nullable(),
    paused: flag,
    added_at: z.int(),
  })
  .transform(({ hot_folder, max_pixels, added_at, ...rest }): Omit<Batch, 'fleeting'> => ({
    ...rest,
    hotFolder: hot_folder,
    maxPixels: max_pixels,
    addedAt: added_at,
  }));

const pausedRow = z.object({ paused: flag });

const selectBatches = `
  SELECT id, priority, hot_folder, lenient, max_pixels, paused, added_at,
    ${textColumns('title', 'recipe', 'placement', 'consent')}
  FROM batches`;

const insertBatch = `
  INSERT INTO batches
    (title, recipe, placement, priority, hot_folder, lenient, max_pixels, consent, added_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const insertJob = `
  INSERT INTO jobs (batch, source_kind, source, folder, target, priority, position)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** Within the caller's transaction. */
function insertJobs(
  db: SqlDatabase,
  { id: batch, priority }: Pick<Batch, 'id' | 'priority'>,
  jobs: readonly NewJob[],
): readonly JobId[] {
  const last = lastPosition(db);
  return jobs.map(({ source, target }, index) => {
    const [place, folder] =
      source.kind === 'file' ? [source.path, source.folder] : [source.url, ''];
    const position = last + index + 1;
    return db.run(insertJob, batch, source.kind, place, folder, target, priority, position).lastId;
  });
}

type BatchMethods = Pick<
  QueueStore,
  'addBatch' | 'extendBatch' | 'batch' | 'batches' | 'pauseBatch' | 'paused' | 'pause'
>;

/** @param now the clock, in ms since 1970 */
export function batchMethods(
  db: SqlDatabase,
  now: () => number,
  durability: Durability,
): BatchMethods {
  const batchFrom = (row: SqlRow): Batch => {
    const batch = readRow(db, 'batches', batchRow, row);
    return { ...batch, fleeting: durability.isFleeting(batch.id) };
  };
  return {
    addBatch: ({ jobs, fleeting, ...batch }) =>
      durability.add(fleeting, () => {
        const { lenient, consent, priority } = batch;
        const { lastId: id } = db.run(
          insertBatch,
          batch.title,
          JSON.stringify(batch.recipe),
          batch.placement,
          priority,
          batch.hotFolder,
          lenient ? 1 : 0,
          batch.maxPixels,
          consent === null ? null : JSON.stringify(consent),
          now(),
        );
        return { batch: id, jobs: insertJobs(db, { id, priority }, jobs) };
      }),

    extendBatch: (id, jobs) =>
      db.transaction(() => {
        const row = db.first(`${selectBatches} WHERE id = ?`, id);
        if (row === undefined) throw new Error(`batch ${id} is not there`);
        return insertJobs(db, batchFrom(row), jobs);
      }),

    batch: (id) => {
      const row = db.first(`${selectBatches} WHERE id = ?`, id);
      return row && batchFrom(row);
    },

    batches: () => db.all(`${selectBatches} ORDER BY id DESC`).map(batchFrom),

    pauseBatch: (id, paused) => {
      db.transaction(() =>
        db.run('UPDATE batches SET paused = ? WHERE id = ?', paused ? 1 : 0, id),
      );
    },

    paused: () => {
      const row = db.first('SELECT paused FROM queue') ?? {};
      return readRow(db, 'queue', pausedRow, row).paused;
    },

    pause: (paused) => {
      db.transaction(() => db.run('UPDATE queue SET paused = ?', paused ? 1 : 0));
    },
  };
}
