import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { hotFolderSchema, type HotFolderSettings } from '../../shared/queue.ts';
import { checkHotFolder } from './check-settings.ts';
import { isBelow, liesWithin } from './overlap.ts';

const tempFolder = useTempFolder();
let root: string;
beforeEach(async () => {
  root = await tempFolder();
  for (const name of ['in/sub', 'out', 'b', 'c']) {
    await mkdir(path.join(root, name), { recursive: true });
  }
});

const at = (name: string) => path.join(root, name);
const settings = (
  folder: string,
  destination: string,
  rest: Partial<HotFolderSettings> = {},
): HotFolderSettings => ({
  ...hotFolderSchema.parse({ folder: at(folder), destination: at(destination), preset: null }),
  ...rest,
});

const checked = (wanted: HotFolderSettings, others: readonly HotFolderSettings[] = []) =>
  checkHotFolder(wanted, others);

describe('a hot folder', () => {
  it('gets real paths, and its destination made', async () => {
    await symlink(at('in'), at('link'));
    await symlink(at('out'), at('out-link'));
    const { folder, destination } = await checked(settings('link/sub', 'out-link/new'));
    expect([folder, destination]).toEqual([at('in/sub'), at('out/new')]);
    expect(existsSync(destination)).toBe(true);
  });

  it.each([
    ['is there', 'nowhere'],
    ['is a folder', 'file'],
  ])('is refused unless it %s', async (_, name) => {
    await writeFile(at('file'), '');
    await expect(checked(settings(name, 'out'))).rejects.toMatchObject({
      code: 'hot-folder-unusable',
    });
  });

  it.each([
    ['the folder itself', 'in', 'in'],
    ['in the folder', 'in', 'in/sub/out'],
    ['around the folder', 'in/sub', 'in'],
    ['the folder, by a link', 'in', 'link'],
    ['in the folder, by a link', 'in', 'link/new'],
    ['around the folder, which is given by a link', 'link/sub', 'in'],
  ])('is refused when its destination is %s', async (_, folder, destination) => {
    await symlink(at('in'), at('link'));
    await expect(checked(settings(folder, destination))).rejects.toMatchObject({
      code: 'hot-folder-overlap',
    });
    expect(existsSync(at('in/sub/out'))).toBe(false);
    expect(existsSync(at('in/new'))).toBe(false);
  });

  it.each([
    ['include', 'a[.jpg'],
    ['exclude', '*.{jpg'],
    ['include', ''],
  ])('is refused for a bad glob to %s: "%s"', async (which, glob) => {
    await expect(checked(settings('in', 'new', { [which]: [glob] }))).rejects.toMatchObject({
      code: 'hot-folder-glob-invalid',
      params: { glob },
    });
    expect(existsSync(at('new'))).toBe(false);
  });

  it('may lie beside a destination whose name begins like its own', async () => {
    await expect(checked(settings('in', 'in-out'))).resolves.toBeDefined();
  });

  it.runIf(process.getuid?.() !== 0)(
    'is refused when its destination is not writable',
    async () => {
      await chmod(at('out'), 0o500);
      await expect(checked(settings('in', 'out'))).rejects.toMatchObject({
        code: 'output-unwritable',
      });
    },
  );

  it('is refused when a file stands where its cutouts are to go', async () => {
    await writeFile(at('file'), '');
    await expect(checked(settings('in', 'file'))).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });
});

describe('hot folders that feed each other', () => {
  const inToB = () => settings('in', 'b');

  it.each([
    ['each way', 'b', 'in', []],
    ['into a sub-folder', 'b', 'in/sub', []],
    ['out of a folder above', '.', 'in', []],
    ['by way of a third', 'c', 'in', [['b', 'c']]],
  ] as const)('are refused %s', async (_, folder, destination, more) => {
    const others = [inToB(), ...more.map(([from, to]) => settings(from, to))];
    const wanted = folder === '.' ? settings('b', destination) : settings(folder, destination);
    await expect(checked(wanted, others)).rejects.toMatchObject({ code: 'hot-folder-loop' });
  });

  it('are refused by their done folders too', async () => {
    const others = [settings('b', 'in')];
    const doneFolder = at('b/done-of-in');
    await expect(
      checked(settings('in', 'out', { afterwards: 'move-to-done', doneFolder }), others),
    ).rejects.toMatchObject({ code: 'hot-folder-loop', params: { other: at('b') } });
  });

  it('leave nothing behind when they are refused', async () => {
    await expect(checked(settings('b', 'in/new'), [inToB()])).rejects.toMatchObject({
      code: 'hot-folder-loop',
    });
    expect(existsSync(at('in/new'))).toBe(false);
  });

  it('may be a chain that ends', async () => {
    await expect(checked(settings('b', 'c'), [inToB()])).resolves.toBeDefined();
  });
});

describe('hot folders over the same pictures', () => {
  it('are two recipes for them where originals are left', async () => {
    await expect(checked(settings('in', 'out'), [settings('in', 'b')])).resolves.toBeDefined();
  });

  it.each([
    ['in', 'move-to-done', 'leave'],
    ['in/sub', 'leave', 'recycle-bin'],
  ] as const)('are refused where one takes originals away (%s)', async (folder, one, other) => {
    await expect(
      checked(settings(folder, 'out', { afterwards: one }), [
        settings('in', 'b', { afterwards: other }),
      ]),
    ).rejects.toMatchObject({ code: 'hot-folder-shared' });
  });
});

describe('a done folder', () => {
  const done = (doneFolder: string) =>
    checked(settings('in/sub', 'out', { afterwards: 'move-to-done', doneFolder }));

  it('is made', async () => {
    await done(at('put/away'));
    expect(existsSync(at('put/away'))).toBe(true);
  });

  it('is refused around the hot folder, and where a file stands', async () => {
    await writeFile(at('file'), '');
    for (const place of [at('in'), at('in/sub'), at('file')]) {
      await expect(done(place)).rejects.toMatchObject({ code: 'hot-folder-done-unusable' });
    }
  });

  it.runIf(existsSync('/dev/shm'))('is refused on another drive', async () => {
    const shm = `/dev/shm/offcut-test-${process.pid}`;
    await expect(done(shm)).rejects.toMatchObject({ code: 'hot-folder-done-unusable' });
  });
});

describe('overlap', () => {
  it.each([
    ['/a/b', '/a', true],
    ['/A/B', '/a', true],
    ['/a\u0301', '/\u00e1', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/a', '/a/b', false],
    ['/a', '/', true],
  ])('by names: %s below %s: %s', (inner, outer, expected) => {
    expect(isBelow(inner, outer)).toBe(expected);
  });

  it('goes by names only where case does not count', async () => {
    expect(await liesWithin(at('IN/new'), at('in'), 'darwin')).toBe(true);
    expect(await liesWithin(at('IN/new'), at('in'), 'linux')).toBe(false);
    expect(await liesWithin(at('in/new'), at('in'), 'linux')).toBe(true);
  });
});
