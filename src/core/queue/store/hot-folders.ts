import { z } from 'zod';
import { hotFolderSchema, type HotFolder, type HotFolderSettings } from '../../../shared/queue.ts';
import { recipeSchema } from '../../../shared/recipe.ts';
import { json, readRow, text, textColumns } from '../../sqlite/read-row.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import type { QueueStore } from './queue-store.ts';

const hotFolderRow = z
  .object({
    id: z.int(),
    settings: json(hotFolderSchema),
    recipe: json(recipeSchema),
    added_at: z.int(),
  })
  .transform(({ id, settings, recipe, added_at }): HotFolder => ({
    id,
    ...settings,
    recipe,
    addedAt: added_at,
  }));

/** Also of a whole `HotFolder`, which has its settings among other things. */
const settingsText = (settings: HotFolderSettings) =>
  JSON.stringify(hotFolderSchema.strip().parse(settings));

const sourceRow = z.object({ source: text });

type HotFolderMethods = Pick<
  QueueStore,
  'addHotFolder' | 'updateHotFolder' | 'removeHotFolder' | 'hotFolders' | 'pendingSources'
>;

/** @param now the clock, in ms since 1970 */
export function hotFolderMethods(db: SqlDatabase, now: () => number): HotFolderMethods {
  return {
    addHotFolder: (settings, recipe) =>
      db.transaction(
        () =>
          db.run(
            'INSERT INTO hot_folders (settings, recipe, added_at) VALUES (?, ?, ?)',
            ...[settingsText(settings), JSON.stringify(recipe), now()],
          ).lastId,
      ),

    updateHotFolder: (id, settings, recipe) => {
      db.transaction(() =>
        db.run(
          'UPDATE hot_folders SET settings = ?, recipe = ? WHERE id = ?',
          ...[settingsText(settings), JSON.stringify(recipe), id],
        ),
      );
    },

    removeHotFolder: (id) => {
      db.transaction(() => db.run('DELETE FROM hot_folders WHERE id = ?', id));
    },

    hotFolders: () =>
      db
        .all(
          `SELECT id, added_at, ${textColumns('settings', 'recipe')} FROM hot_folders ORDER BY id`,
        )
        .map((row) => readRow(db, 'hot_folders', hotFolderRow, row)),

    pendingSources: (hotFolder) => {
      const rows = db.all(
        `SELECT ${textColumns('jobs.source')} FROM jobs JOIN batches ON batches.id = jobs.batch
         WHERE batches.hot_folder = ? AND jobs.state IN ('queued', 'running')`,
        hotFolder,
      );
      return new Set(rows.map((row) => readRow(db, 'jobs', sourceRow, row).source));
    },
  };
}
