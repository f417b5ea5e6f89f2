import { EventEmitter } from 'node:events';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { afterEach, describe, expect, it } from 'vitest';
import { hotFolderOf, openHotFolders, recipe } from '../../../test/helpers/hot-folder.ts';
import {
  batchOf,
  contentsOf,
  fakeEngine,
  gate,
  openForTest,
  queueSetting,
} from '../../../test/helpers/live-queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { HotFolderSettings } from '../../shared/queue.ts';
import { doneFolderOf } from './picture-filter.ts';

const tempFolder = useTempFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(...args: Parameters<typeof openHotFolders>) {
  const opened = await openHotFolders(...args);
  closing.push(opened.close);
  return opened;
}

const withNames = async (folder: string) => Object.keys(await contentsOf(folder));

describe('after a restart', () => {
  it('what came meanwhile is cut, and what was cut is not cut again', async () => {
    const setting = await queueSetting(await tempFolder(), ['a.jpg', 'b.jpg']);
    const { engine, names } = fakeEngine();
    const first = await open(setting, engine);
    await first.hot.add(hotFolderOf(setting), recipe);
    await first.settled();
    await first.close();
    await writeFile(path.join(setting.sources, 'c.jpg'), 'c');
    await writeFile(path.join(setting.sources, 'b.jpg'), 'another b');
    const second = await open(setting, engine);
    await second.settled();
    expect(names()).toEqual(['a.jpg', 'b.jpg', 'b.jpg', 'c.jpg']);
    expect(await withNames(setting.out)).toEqual(['a.png', 'b (2).png', 'b.png', 'c.png']);
  });

  it('a backlog goes on where it was, none twice', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `p${index}.jpg`);
    const setting = await queueSetting(await tempFolder(), names);
    const held = gate();
    const first = fakeEngine(held.behave);
    const one = await open(setting, first.engine);
    await one.hot.add(hotFolderOf(setting), recipe);
    await one.until(() => held.held().length === 1 && one.queue.counts().queued === 29);
    await one.close();
    const second = fakeEngine();
    const two = await open(setting, second.engine);
    await two.settled();
    expect(second.names().toSorted()).toEqual(names.toSorted());
    expect(await withNames(setting.out)).toHaveLength(30);
  });

  it('a job that was cancelled right before is not begun anew, unless its picture changes', async () => {
    const setting = await queueSetting(await tempFolder(), ['a.jpg', 'b.jpg']);
    const held = gate();
    const one = await open(setting, fakeEngine(held.behave).engine);
    await one.hot.add(hotFolderOf(setting), recipe);
    await one.until(() => held.held().includes('a.jpg'));
    await one.hot.close();
    one.queue.cancel({ kind: 'all' });
    await one.close();
    const { engine, names } = fakeEngine();
    const two = await open(setting, engine);
    await two.settled();
    expect(names()).toEqual([]);
    await writeFile(path.join(setting.sources, 'b.jpg'), 'another b');
    await two.until(() => two.eventsOf('ended').length === 1);
    expect(names()).toEqual(['b.jpg']);
  });

  /** As a process that was killed between recording a job and putting its original away. */
  async function doneButNotPutAway(settings: Partial<HotFolderSettings>) {
    const setting = await queueSetting(await tempFolder(), ['a.jpg']);
    const { engine, names } = fakeEngine();
    const { queue, store } = await openForTest(setting, { engine });
    const hotFolder = store.addHotFolder(hotFolderOf(setting, settings), recipe);
    queue.add(batchOf(setting, ['a.jpg'], { hotFolder }));
    await queue.whenIdle();
    await queue.close();
    expect(await withNames(setting.sources)).toEqual(['a.jpg']);
    return { ...setting, setting, engine, names, hotFolder };
  }

  it.each(['move-to-done', 'recycle-bin'] as const)(
    'an original whose cutout was recorded is put away (%s)',
    async (afterwards) => {
      const { setting, engine, names, sources, bin } = await doneButNotPutAway({ afterwards });
      const { settled } = await open(setting, engine);
      await settled();
      const place = afterwards === 'recycle-bin' ? bin : doneFolderOf(hotFolderOf(setting));
      expect(await withNames(place)).toEqual(['a.jpg']);
      expect(await withNames(sources)).toEqual(afterwards === 'recycle-bin' ? [] : ['done/a.jpg']);
      expect(names()).toEqual(['a.jpg']);
    },
  );

  it('originals that were to be left are left when later ones are put away', async () => {
    const { setting, engine, sources, hotFolder } = await doneButNotPutAway({});
    const { settled, hot, until, eventsOf, pass } = await open(setting, engine);
    await settled();
    await hot.update(hotFolder, { afterwards: 'move-to-done' });
    await writeFile(path.join(sources, 'b.jpg'), 'b');
    await until(() => eventsOf('put-away').length === 1);
    await pass(300_000);
    expect(await withNames(sources)).toEqual(['a.jpg', 'done/b.jpg']);
  });
});

describe('originals', () => {
  it('get a number in the done folder where their name is taken', async () => {
    const setting = await queueSetting(await tempFolder(), ['a.jpg']);
    const doneFolder = path.join(setting.folder, 'elsewhere');
    const { engine } = fakeEngine();
    const { hot, settled, until, eventsOf } = await open(setting, engine);
    await hot.add(hotFolderOf(setting, { afterwards: 'move-to-done', doneFolder }), recipe);
    await settled();
    await writeFile(path.join(setting.sources, 'a.jpg'), 'another a');
    await until(() => eventsOf('put-away').length === 2);
    expect(await contentsOf(doneFolder)).toEqual({
      'a.jpg': 'picture a.jpg',
      'a (2).jpg': 'another a',
    });
  });

  it('that cannot be put away are a problem, and are tried again', async () => {
    const setting = await queueSetting(await tempFolder(), ['a.jpg']);
    const { engine } = fakeEngine();
    let fails = true;
    const moveToTrash = async (file: string) => {
      if (fails) throw new Error('no bin here');
      await rm(file);
    };
    const { hot, settled, until, eventsOf, pass } = await open(setting, engine, { moveToTrash });
    await hot.add(hotFolderOf(setting, { afterwards: 'recycle-bin' }), recipe);
    await settled();
    expect(hot.problems()).toMatchObject([
      { path: 'a.jpg', trouble: 'original', error: { code: 'trash-failed' }, retrying: true },
    ]);
    await until(() => eventsOf('problem').length === 4);
    await pass(3_600_000);
    expect(eventsOf('problem')).toHaveLength(4);
    fails = false;
    expect(hot.retry()).toBe(1);
    await until(() => eventsOf('put-away').length === 1);
    expect(hot.problems()).toEqual([]);
    expect(await withNames(setting.out)).toEqual(['a.png']);
  });
});

describe('a folder that goes away', () => {
  it('is kept, and goes on with what is in it when it comes back', async () => {
    const setting = await queueSetting(await tempFolder(), ['a.jpg']);
    const { engine, names } = fakeEngine();
    const { hot, settled, until, eventsOf } = await open(setting, engine);
    await hot.add(hotFolderOf(setting), recipe);
    await settled();
    const away = path.join(setting.folder, 'away');
    await rename(setting.sources, away);
    await until(() => hot.list()[0]?.state.name === 'offline');
    expect(hot.list()).toMatchObject([{ state: { error: { code: 'input-offline' } } }]);
    await writeFile(path.join(away, 'b.jpg'), 'b');
    await rename(away, setting.sources);
    await until(() => eventsOf('ended').length === 2);
    await writeFile(path.join(setting.sources, 'c.jpg'), 'c');
    await until(() => eventsOf('ended').length === 3);
    await settled();
    expect(names()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    expect(hot.list()).toMatchObject([{ state: { name: 'listening' } }]);
  });

  it('is listened to anew when another one takes its place unseen', async () => {
    const setting = await queueSetting(await tempFolder(), ['a.jpg']);
    const { engine, names } = fakeEngine();
    const { hot, settled, until, eventsOf } = await open(setting, engine);
    await hot.add(hotFolderOf(setting), recipe);
    await settled();
    await rename(setting.sources, path.join(setting.folder, 'away'));
    await mkdir(setting.sources);
    await writeFile(path.join(setting.sources, 'b.jpg'), 'b');
    await until(() => eventsOf('ended').length === 2);
    expect(names()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('waits while its destination is away, and makes no folder in its place', async () => {
    const setting = await queueSetting(await tempFolder(), []);
    const drive = path.join(setting.folder, 'drive');
    const destination = path.join(drive, 'out');
    await mkdir(destination, { recursive: true });
    const { engine, names } = fakeEngine();
    const { hot, settled, until, pass, eventsOf } = await open(setting, engine);
    await hot.add(hotFolderOf(setting, { destination }), recipe);
    await settled();
    const away = path.join(setting.folder, 'away');
    await rename(drive, away);
    await until(() => hot.list()[0]?.state.name === 'offline');
    await writeFile(path.join(setting.sources, 'a.jpg'), 'a');
    await pass(60_000);
    expect(names()).toEqual([]);
    await rename(away, drive);
    await until(() => eventsOf('ended').length === 1);
    expect(await withNames(drive)).toEqual(['out/a.png']);
  });

  it('keeps what waits for a destination whose drive left its mount point behind', async () => {
    const setting = await queueSetting(await tempFolder(), []);
    await mkdir(path.join(setting.sources, 'sub'));
    await writeFile(path.join(setting.sources, 'sub', 'a.jpg'), 'a');
    const drive = path.join(setting.folder, 'drive');
    const destination = path.join(drive, 'out');
    await mkdir(destination, { recursive: true });
    const { engine, names } = fakeEngine();
    const { hot, queue, store, until } = await open(setting, engine);
    queue.pause();
    await hot.add(hotFolderOf(setting, { destination }), recipe);
    await until(() => queue.counts().queued === 1);
    const away = path.join(setting.folder, 'away');
    await rename(drive, away);
    await mkdir(drive);
    queue.resume();
    const [job] = queue.page({ offset: 0, limit: 1 }).jobs;
    const firstError = () => store.attempts(job?.id ?? 0)[0]?.error;
    await until(() => firstError() && hot.list()[0]?.state.name === 'offline');
    expect(firstError()).toMatchObject({ code: 'input-offline', params: { folder: destination } });
    expect([names(), await readdir(drive)]).toEqual([[], []]);
    await rename(away, drive);
    await until(() => queue.counts().done === 1);
    expect(await withNames(drive)).toEqual(['out/sub/a.png']);
  });
});

describe('a folder that cannot be listened to', () => {
  it('is looked at instead, and says why', async () => {
    const setting = await queueSetting(await tempFolder(), []);
    const { engine } = fakeEngine();
    const deaf = () => {
      const watcher = Object.assign(new EventEmitter(), { close: () => Promise.resolve() });
      setImmediate(() => {
        watcher.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }));
      });
      return watcher as unknown as FSWatcher;
    };
    const { hot, settled, until, eventsOf } = await open(setting, engine, { watch: deaf });
    await hot.add(hotFolderOf(setting), recipe);
    await settled();
    expect(hot.list()[0]?.state).toMatchObject({
      name: 'polling',
      every: 5_000,
      because: { code: 'hot-folder-polling', params: { reason: 'ENOSPC', seconds: 5 } },
    });
    await writeFile(path.join(setting.sources, 'a.jpg'), 'a');
    await until(() => eventsOf('ended').length === 1);
    expect(await withNames(setting.out)).toEqual(['a.png']);
  });

  it('also when the system stops telling in the middle', async () => {
    const setting = await queueSetting(await tempFolder(), []);
    const { engine } = fakeEngine();
    const watchers: FSWatcher[] = [];
    const { hot, settled, until, eventsOf } = await open(setting, engine, {
      watch: (folder, options) => {
        const watcher = watch(folder, options);
        watchers.push(watcher);
        return watcher;
      },
    });
    await hot.add(hotFolderOf(setting), recipe);
    await settled();
    watchers[0]?.emit('error', Object.assign(new Error('too many'), { code: 'EMFILE' }));
    expect(hot.list()[0]?.state.name).toBe('polling');
    await writeFile(path.join(setting.sources, 'a.jpg'), 'a');
    await until(() => eventsOf('ended').length === 1);
    expect(watchers).toHaveLength(1);
    expect(watchers[0]?.closed).toBe(true);
  });

  it('because it is on the network is looked at as often as was said', async () => {
    const setting = await queueSetting(await tempFolder(), []);
    const { engine } = fakeEngine();
    const watch = () => {
      throw new Error('it must not be listened to');
    };
    const { hot, settled, until, eventsOf } = await open(setting, engine, { watch });
    await hot.add(hotFolderOf(setting, { pollEvery: 700 }), recipe);
    await settled();
    expect(hot.list()[0]?.state).toEqual({ name: 'polling', every: 700, because: null });
    await writeFile(path.join(setting.sources, 'a.jpg'), 'a');
    await until(() => eventsOf('ended').length === 1);
  });
});
