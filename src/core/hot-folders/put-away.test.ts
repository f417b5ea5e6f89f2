import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hotFolderOf, recipe } from '../../../test/helpers/hot-folder.ts';
import { contentsOf, queueSetting, type QueueSetting } from '../../../test/helpers/live-queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { HotFolder, HotFolderSettings } from '../../shared/queue.ts';
import { see, type Seen } from './look-through.ts';
import { putAway } from './put-away.ts';

const tempFolder = useTempFolder();
let setting: QueueSetting;
beforeEach(async () => {
  setting = await queueSetting(await tempFolder(), ['a.jpg']);
});

const folderWith = (afterwards: HotFolderSettings['afterwards']): HotFolder => ({
  ...hotFolderOf(setting, { afterwards }),
  id: 1,
  recipe,
  addedAt: 0,
});

async function seen(name: string): Promise<Seen> {
  const found = await see(path.join(setting.sources, name));
  if (found === undefined) throw new Error(`${name} is not there`);
  return found;
}

describe('putting an original away', () => {
  it.each([
    ['leave', 'left', { 'a.jpg': 'picture a.jpg' }],
    ['move-to-done', 'moved', { 'done/a.jpg': 'picture a.jpg' }],
    ['recycle-bin', 'binned', {}],
  ] as const)('does as it was told: %s', async (afterwards, outcome, left) => {
    const result = await putAway(
      folderWith(afterwards),
      'a.jpg',
      await seen('a.jpg'),
      setting.moveToTrash,
    );
    expect(result.outcome).toBe(outcome);
    expect(await contentsOf(setting.sources)).toEqual(left);
  });

  it.each(['move-to-done', 'recycle-bin'] as const)(
    'leaves another version than the one that was cut (%s)',
    async (afterwards) => {
      const cut = await seen('a.jpg');
      await writeFile(path.join(setting.sources, 'a.jpg'), 'a new one');
      const result = await putAway(folderWith(afterwards), 'a.jpg', cut, setting.moveToTrash);
      expect(result).toEqual({ outcome: 'left' });
      expect(await contentsOf(setting.sources)).toEqual({ 'a.jpg': 'a new one' });
    },
  );

  it('leaves what is gone, and what lies behind a link', async () => {
    const elsewhere = path.join(setting.folder, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(path.join(elsewhere, 'b.jpg'), 'b');
    await symlink(elsewhere, path.join(setting.sources, 'link'));
    await symlink(path.join(elsewhere, 'b.jpg'), path.join(setting.sources, 'c.jpg'));
    const folder = folderWith('move-to-done');
    for (const name of ['link/b.jpg', 'c.jpg']) {
      const result = await putAway(folder, name, await seen(name), undefined);
      expect(result).toEqual({ outcome: 'left' });
    }
    const cut = await seen('a.jpg');
    await rm(path.join(setting.sources, 'a.jpg'));
    expect(await putAway(folder, 'a.jpg', cut, undefined)).toEqual({ outcome: 'left' });
    expect(await contentsOf(elsewhere)).toEqual({ 'b.jpg': 'b' });
  });

  it('takes the name that a killed process took for it, and no other that is taken', async () => {
    const done = path.join(setting.sources, 'done');
    await mkdir(done);
    await writeFile(path.join(done, 'a.jpg'), 'another');
    await writeFile(path.join(done, 'a (2).jpg'), '');
    const folder = folderWith('move-to-done');
    expect(await putAway(folder, 'a.jpg', await seen('a.jpg'), undefined)).toEqual({
      outcome: 'moved',
      to: path.join(done, 'a (2).jpg'),
    });
    expect(await contentsOf(setting.sources)).toEqual({
      'done/a.jpg': 'another',
      'done/a (2).jpg': 'picture a.jpg',
    });
  });

  it('says why it cannot, and the original stays', async () => {
    await writeFile(path.join(setting.sources, 'done'), 'a file in the way');
    await expect(
      putAway(folderWith('move-to-done'), 'a.jpg', await seen('a.jpg'), undefined),
    ).rejects.toMatchObject({ code: 'output-unwritable' });
    const stuck = () => Promise.resolve();
    await expect(
      putAway(folderWith('recycle-bin'), 'a.jpg', await seen('a.jpg'), stuck),
    ).rejects.toMatchObject({ code: 'trash-failed' });
    expect(await contentsOf(setting.sources)).toMatchObject({ 'a.jpg': 'picture a.jpg' });
  });
});
