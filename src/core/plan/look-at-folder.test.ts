import { chmod, mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { lookAtFolder } from './look-at-folder.ts';

const newFolder = useTempFolder();
const tempFolder = async () => realpath(await newFolder());

const codeOf = async (folder: string) => (await lookAtFolder(folder)).refusal?.code;

describe('looking at an output folder', () => {
  it('tells a folder that is there, and what its disk has', async () => {
    const folder = await tempFolder();
    const { real, refusal, exists, volume } = await lookAtFolder(folder);
    expect({ real, refusal, exists }).toEqual({ real: folder, refusal: undefined, exists: true });
    expect(volume?.free).toBeGreaterThan(0);
    expect(volume?.block).toBeGreaterThan(0);
  });

  it('makes nothing of what is missing', async () => {
    const folder = await tempFolder();
    const look = await lookAtFolder(path.join(folder, 'x', 'y'));
    expect(look).toMatchObject({ real: path.join(folder, 'x', 'y'), exists: false });
    expect(look.refusal).toBeUndefined();
    expect(look.volume).toEqual((await lookAtFolder(folder)).volume);
    expect(await readdir(folder)).toEqual([]);
  });

  it('follows links, also above what is missing', async () => {
    const folder = await tempFolder();
    await mkdir(path.join(folder, 'real'));
    await symlink('real', path.join(folder, 'link'));
    expect((await lookAtFolder(path.join(folder, 'link'))).real).toBe(path.join(folder, 'real'));
    const below = await lookAtFolder(path.join(folder, 'link', 'x'));
    expect(below.real).toBe(path.join(folder, 'real', 'x'));
  });

  it('refuses what can be no folder', async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'file'), '');
    await symlink('nowhere', path.join(folder, 'dangling'));
    await symlink('loop', path.join(folder, 'loop'));
    for (const name of ['file', 'file/x/y', 'dangling', 'dangling/x', 'loop/x']) {
      expect([name, await codeOf(path.join(folder, name))]).toEqual([name, 'output-unwritable']);
    }
    expect(await codeOf(path.join(folder, 'x'.repeat(300)))).toBe('output-name-too-long');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses what may not be written to',
    async () => {
      const folder = await tempFolder();
      await chmod(folder, 0o555);
      expect(await codeOf(folder)).toBe('output-unwritable');
      expect(await codeOf(path.join(folder, 'x'))).toBe('output-unwritable');
    },
  );
});
