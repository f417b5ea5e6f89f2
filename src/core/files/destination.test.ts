import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureFolder, prepareDestination } from './destination.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'offcut-destination-')));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('prepareDestination', () => {
  it('makes the folder and leaves nothing in it', async () => {
    const directory = path.join(root, 'a', 'b');
    await expect(prepareDestination(directory)).resolves.toBe(directory);
    await expect(prepareDestination(directory)).resolves.toBe(directory);
    expect(await readdir(directory)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('says where the folder really is', async () => {
    await mkdir(path.join(root, 'real'));
    await symlink('real', path.join(root, 'link'));
    await expect(prepareDestination(path.join(root, 'link', 'sub'))).resolves.toBe(
      path.join(root, 'real', 'sub'),
    );
  });

  it('refuses a file, and what lies below one', async () => {
    const file = path.join(root, 'photo.jpg');
    await writeFile(file, 'x');
    for (const directory of [file, path.join(file, 'cutouts'), path.join(file, 'a', 'b')]) {
      await expect(prepareDestination(directory)).rejects.toMatchObject({
        code: 'output-unwritable',
        params: { path: directory, reason: 'a file stands in its place' },
      });
    }
  });

  it.skipIf(process.platform !== 'linux')('refuses what the system keeps for itself', async () => {
    await expect(prepareDestination('/proc')).rejects.toMatchObject({ code: 'output-unwritable' });
    await expect(prepareDestination('/proc/x')).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });

  it.skipIf(process.platform === 'win32')('refuses a name that is too long', async () => {
    await expect(prepareDestination(path.join(root, 'x'.repeat(300)))).rejects.toMatchObject({
      code: 'output-name-too-long',
    });
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses a folder that may not be written to',
    async () => {
      await chmod(root, 0o500);
      await expect(prepareDestination(root)).rejects.toMatchObject({ code: 'output-unwritable' });
      await chmod(root, 0o700);
    },
  );
});

it('ensureFolder makes folders once, also when many ask at once', async () => {
  const directory = path.join(root, 'x', 'y');
  await Promise.all(Array.from({ length: 10 }, () => ensureFolder(directory)));
  await ensureFolder(directory);
  expect(await readdir(path.join(root, 'x'))).toEqual(['y']);
});
