import { appendFile, mkdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hotFolderOf, openHotFolders, recipe } from '../../../test/helpers/hot-folder.ts';
import {
  contentsOf,
  cutoutOf,
  fakeEngine,
  gate,
  queueSetting,
  type Behaviour,
} from '../../../test/helpers/live-queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { HotFolderSettings } from '../../shared/queue.ts';
import { parseRecipe } from '../../shared/recipe.ts';

const tempFolder = useTempFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A hot folder with these pictures in it from the start. */
async function setUp(
  names: readonly string[] = [],
  settings: Partial<HotFolderSettings> = {},
  behave?: Behaviour,
) {
  const setting = await queueSetting(await tempFolder(), names);
  const { engine, names: run } = fakeEngine(behave);
  const opened = await openHotFolders(setting, engine);
  closing.push(opened.close);
  const { folder } = await opened.hot.add(hotFolderOf(setting, settings), recipe);
  const put = async (name: string, content = `picture ${name}`) => {
    const file = path.join(setting.sources, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };
  return { ...opened, ...setting, id: folder.id, setting, engine, run, put };
}

const cut = (content: string) => cutoutOf(content).toString();

describe('a picture', () => {
  it('that is there, and one that comes, is cut once, sub-folders mirrored', async () => {
    const { settled, put, out, run, eventsOf, until, hot } = await setUp(['a.jpg']);
    await settled();
    await put('sub/deep/b.png');
    await until(() => eventsOf('ended').length === 2);
    await settled();
    expect(await contentsOf(out)).toEqual({
      'a.png': cut('picture a.jpg'),
      'sub/deep/b.png': cut('picture sub/deep/b.png'),
    });
    expect(run().toSorted()).toEqual(['a.jpg', 'b.png']);
    expect(hot.list()).toMatchObject([{ state: { name: 'listening' }, counts: { done: 2 } }]);
    expect(eventsOf('ended').map((event) => event.output)).toEqual([
      path.join(out, 'a.png'),
      path.join(out, 'sub', 'deep', 'b.png'),
    ]);
  });

  it('that is written slowly is taken when it is whole', async () => {
    const { put, pass, settled, run, out, until, hot, pacing } = await setUp();
    await settled();
    const file = await put('slow.jpg', 'a');
    await until(() => hot.list()[0]?.counts.settling === 1);
    for (const chunk of 'bcdef') {
      await pass(pacing.settle * 0.75);
      await appendFile(file, chunk);
    }
    expect(run()).toEqual([]);
    await settled();
    expect(await contentsOf(out)).toEqual({ 'slow.png': cut('abcdef') });
    expect(run()).toHaveLength(1);
  });

  it('whose size came before its content waits for it, and is a problem when it does not come', async () => {
    const { put, until, hot, settled, out, eventsOf, pass, pacing, run } = await setUp();
    await settled();
    const file = await put('big.jpg', '\0'.repeat(100));
    await until(() => hot.problems().some(({ retrying }) => retrying));
    await writeFile(file, `content${'\0'.repeat(93)}`);
    await until(() => eventsOf('ended').length === 1);
    expect(Object.keys(await contentsOf(out))).toEqual(['big.png']);
    expect(hot.problems()).toEqual([]);

    await put('never.jpg', '\0'.repeat(100));
    await put('empty.jpg', '');
    await until(() => eventsOf('problem').length === 2);
    expect(hot.problems()).toMatchObject([
      { path: 'empty.jpg', trouble: 'unready', error: { code: 'input-empty' }, retrying: false },
      { path: 'never.jpg', trouble: 'unready', error: { code: 'input-unfinished' }, job: null },
    ]);
    await pass(pacing.fullLook * 2);
    expect(eventsOf('problem')).toHaveLength(2);
    expect(hot.retry()).toBe(2);
    await until(() => eventsOf('problem').length === 4);
    expect(run()).toEqual(['big.jpg']);
  });

  it('that is renamed into place is taken, and its earlier name never', async () => {
    const { put, settled, sources, out, pass, until, eventsOf, run } = await setUp();
    await settled();
    for (const name of ['x.jpg.part', 'x.jpg.crdownload', '.x.jpg', '~$x.jpg', 'note.txt']) {
      await put(name);
    }
    await pass(10_000);
    expect(run()).toEqual([]);
    await rename(path.join(sources, 'x.jpg.part'), path.join(sources, 'x.jpg'));
    await until(() => eventsOf('ended').length === 1);
    expect(await contentsOf(out)).toEqual({ 'x.png': cut('picture x.jpg.part') });
  });

  it('that is deleted before it is cut is no problem', async () => {
    const held = gate();
    const { put, settled, until, hot, queue, sources } = await setUp(['a.jpg'], {}, held.behave);
    await until(() => held.held().includes('a.jpg'));
    await put('b.jpg');
    await until(() => queue.counts().queued === 1);
    await rm(path.join(sources, 'b.jpg'));
    held.release('a.jpg');
    await settled();
    expect(hot.problems()).toEqual([]);
    expect(queue.counts()).toMatchObject({ done: 1, failed: 0, queued: 0 });
  });

  it('that changes is another picture, and one that is only touched is not', async () => {
    const { put, settled, until, out, eventsOf, pass, run, sources } = await setUp(['a.jpg']);
    await settled();
    await put('a.jpg', 'version 2');
    await until(() => eventsOf('ended').length === 2);
    expect(await contentsOf(out)).toEqual({
      'a.png': cut('picture a.jpg'),
      'a (2).png': cut('version 2'),
    });
    await utimes(path.join(sources, 'a.jpg'), new Date(1e12), new Date(1e12));
    await pass(10_000);
    await settled();
    expect(run()).toHaveLength(2);
  });

  it('that changes while it is cut is cut as it is in the end', async () => {
    const held = gate();
    const { put, until, settled, out } = await setUp(['a.jpg'], {}, held.behave);
    await until(() => held.held().includes('a.jpg'));
    await put('a.jpg', 'version 2');
    held.release('a.jpg');
    await until(() => {
      held.release('a.jpg');
      return contentsOf(out).then((contents) => 'a.png' in contents);
    });
    await settled();
    expect(await contentsOf(out)).toEqual({ 'a.png': cut('version 2') });
  });

  it('that always fails is tried a few times, over restarts, and then when it is asked for', async () => {
    const behave = () => {
      throw new OffcutError('input-damaged', { reason: 'cut short' });
    };
    const first = await setUp(['bad.jpg'], {}, behave);
    await first.until(() => first.run().length === 2);
    await first.close();
    const again = await openHotFolders(first.setting, first.engine);
    closing.push(again.close);
    await again.until(() => first.run().length === 4);
    await again.until(() => again.hot.problems().some(({ retrying }) => !retrying));
    await again.pass(3_600_000);
    expect(first.run()).toHaveLength(4);
    await again.close();

    const third = await openHotFolders(first.setting, first.engine);
    closing.push(third.close);
    await third.settled();
    await third.pass(600_000);
    expect(first.run()).toHaveLength(4);
    expect(third.hot.problems()).toMatchObject([
      { path: 'bad.jpg', trouble: 'failed', error: { code: 'input-damaged' }, retrying: false },
    ]);
    expect(third.hot.retry(first.id, ['other.jpg'])).toBe(0);
    expect(third.hot.retry(first.id, ['bad.jpg'])).toBe(1);
    await third.until(() => first.run().length === 5);
  });

  it('that fails for good is not tried again, unless it changes', async () => {
    const { until, pass, run, eventsOf, put, hot, out, queue } = await setUp(
      ['a.jpg'],
      {},
      ({ source }) =>
        stat(source).then(({ size }) => {
          if (size === 'picture a.jpg'.length) throw new OffcutError('no-subject');
        }),
    );
    await until(() => eventsOf('problem').length === 1);
    await pass(600_000);
    expect(run()).toHaveLength(1);
    expect(hot.problems()).toMatchObject([{ error: { code: 'no-subject' }, retrying: false }]);
    await put('a.jpg', 'better');
    await until(() => eventsOf('ended').length === 2);
    expect(await contentsOf(out)).toEqual({ 'a.png': cut('better') });
    expect(hot.problems()).toEqual([]);
    expect(queue.counts()).toMatchObject({ done: 1, failed: 0 });
  });

  it('whose job was cancelled while it waited is not taken again', async () => {
    const held = gate();
    const { put, until, pass, queue, settled, run } = await setUp(['a.jpg'], {}, held.behave);
    await until(() => held.held().includes('a.jpg'));
    await put('b.jpg');
    await put('c.jpg');
    await until(() => queue.counts().queued === 2);
    const waiting = queue
      .page({ states: ['queued'], offset: 0, limit: 9 })
      .jobs.map(({ id }) => id);
    queue.cancel({ kind: 'jobs', jobs: waiting });
    queue.clear({ kind: 'all' }, ['cancelled']);
    held.release('a.jpg');
    await settled();
    await pass(300_000);
    expect(run()).toEqual(['a.jpg']);
  });
});

describe('many pictures', () => {
  it('that come at once are one batch, added in few steps, each cut once', async () => {
    const { put, until, eventsOf, settled, queue, run, out } = await setUp();
    await settled();
    const names = Array.from({ length: 500 }, (_, index) => `p${index}.jpg`);
    await Promise.all(names.map((name) => put(name)));
    await until(() => eventsOf('ended').length === 500);
    await settled();
    expect(new Set(run())).toEqual(new Set(names));
    expect(run()).toHaveLength(500);
    expect(Object.keys(await contentsOf(out))).toHaveLength(500);
    expect(queue.batches()).toHaveLength(1);
    expect(eventsOf('taken').length).toBeLessThan(20);
  });

  it('that would share a name in one go each have their own', async () => {
    const { settled, out } = await setUp(['a.jpg', 'a.png', 'sub.jpg']);
    await settled();
    expect(Object.keys(await contentsOf(out))).toEqual(['a-jpg.png', 'a-png.png', 'sub.png']);
  });
});

describe('what a hot folder takes', () => {
  it('is what its globs and its depth say', async () => {
    const names = ['a.jpg', 'b.png', 'skip-c.jpg'];
    const { settled, out, hot, id, put, until } = await setUp(names, {
      recursive: false,
      include: ['*.jpg'],
      exclude: ['skip-*'],
    });
    await put('sub/d.jpg');
    await settled();
    expect(Object.keys(await contentsOf(out))).toEqual(['a.png']);
    await hot.update(id, { recursive: true, include: [], exclude: [] });
    await until(async () => Object.keys(await contentsOf(out)).length === 4);
  });

  it('is never an output of its own, nor what it put away', async () => {
    const { settled, put, until, sources, out, run, eventsOf, pass } = await setUp(['a.jpg'], {
      afterwards: 'move-to-done',
    });
    await settled();
    await symlink(out, path.join(sources, 'link-to-out'));
    await symlink(sources, path.join(sources, 'loop'));
    await put('sub/b.jpg');
    await until(() => eventsOf('put-away').length === 2);
    await pass(300_000);
    expect(run()).toEqual(['a.jpg', 'b.jpg']);
    expect(await contentsOf(path.join(sources, 'done'))).toEqual({
      'a.jpg': 'picture a.jpg',
      'sub/b.jpg': 'picture sub/b.jpg',
    });
  });
});

describe('a hot folder', () => {
  it('rests and goes on as it is told, over restarts', async () => {
    const { settled, hot, id, put, pass, run, setting, engine, close } = await setUp(['a.jpg']);
    await settled();
    await hot.pause(id, true);
    await put('b.jpg');
    await pass(300_000);
    expect(hot.list()).toMatchObject([{ state: { name: 'paused' } }]);
    await close();
    const again = await openHotFolders(setting, engine);
    closing.push(again.close);
    await again.pass(300_000);
    expect(run()).toEqual(['a.jpg']);
    await again.hot.pause(id, false);
    await again.settled();
    expect(run()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('holds its waiting jobs back while it rests', async () => {
    const held = gate();
    const { until, hot, id, queue, put, settled, run } = await setUp(['a.jpg'], {}, held.behave);
    await until(() => held.held().length === 1);
    await put('b.jpg');
    await until(() => queue.counts().queued === 1);
    await hot.pause(id, true);
    held.release('a.jpg');
    await queue.whenIdle();
    expect(run()).toEqual(['a.jpg']);
    await hot.pause(id, false);
    await until(() => held.held().length === 1);
    held.release('b.jpg');
    await settled();
    expect(queue.counts()).toMatchObject({ done: 2 });
  });

  it('takes a new recipe for what comes, in a batch of its own', async () => {
    const { settled, hot, id, put, until, queue, out, eventsOf } = await setUp(['a.jpg']);
    await settled();
    await hot.update(id, {}, parseRecipe({ output: { format: 'webp' } }));
    await put('b.jpg');
    await until(() => eventsOf('ended').length === 2);
    expect(Object.keys(await contentsOf(out))).toEqual(['a.png', 'b.webp']);
    expect(queue.batches()).toHaveLength(2);
    expect(hot.list()[0]?.folder.recipe.output.format).toBe('webp');
  });

  it('takes pictures by the limits of its run, in a batch of its own for each', async () => {
    const { settled, close, put, setting, engine } = await setUp(['a.jpg']);
    await settled();
    await close();
    await put('b.jpg');
    const again = await openHotFolders(setting, engine, { maxPixels: 5e6, lenient: true });
    closing.push(again.close);
    await again.settled();
    const limits = again.queue.batches().map(({ maxPixels, lenient }) => [maxPixels, lenient]);
    expect(limits).toEqual([
      [5e6, true],
      [100e6, false],
    ]);
  });

  it('rests when a run begins without it, until it is changed', async () => {
    const { settled, close, id, put, setting, engine, run } = await setUp(['a.jpg']);
    await settled();
    await close();
    await put('b.jpg');
    const again = await openHotFolders(setting, engine, { only: [] });
    closing.push(again.close);
    await again.pass(300_000);
    expect([again.hot.list(), again.hot.kept().map((kept) => kept.id)]).toEqual([[], [id]]);
    expect(run()).toEqual(['a.jpg']);
    await again.hot.update(id, {});
    await again.settled();
    expect(run()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('is forgotten when it is removed, and its files are left', async () => {
    const { settled, hot, id, put, pass, run, sources, store } = await setUp(['a.jpg']);
    await settled();
    await hot.remove(id);
    await put('b.jpg');
    await pass(300_000);
    expect(run()).toEqual(['a.jpg']);
    expect(hot.list()).toEqual([]);
    expect(store.hotFolders()).toEqual([]);
    expect(Object.keys(await contentsOf(sources))).toEqual(['a.jpg', 'b.jpg']);
    for (const change of [hot.remove(id), hot.pause(id, true), hot.update(id, {})]) {
      await expect(change).rejects.toMatchObject({ code: 'hot-folder-unknown' });
    }
    expect(() => hot.retry(id)).toThrow(expect.objectContaining({ code: 'hot-folder-unknown' }));
  });
});
