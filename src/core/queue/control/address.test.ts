import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { controlAddress, prepareSocketFolder } from './address.ts';

const tempFolder = useTempFolder();

describe('controlAddress', () => {
  it('is a socket in the data folder', () => {
    expect(controlAddress('/home/a/.local/share/offcut', 'linux', {})).toBe(
      '/home/a/.local/share/offcut/control.sock',
    );
  });

  it('is in the runtime folder, or among temporary files, where that path is too long', () => {
    const long = `/home/${'a'.repeat(100)}`;
    const there = controlAddress(long, 'linux', { XDG_RUNTIME_DIR: '/run/user/7' });
    expect(there).toMatch(/^\/run\/user\/7\/offcut\/[0-9a-f]{16}\.sock$/);
    for (const env of [{}, { XDG_RUNTIME_DIR: 'relative' }]) {
      expect(controlAddress(long, 'linux', env)).toMatch(/offcut-\d+\/[0-9a-f]{16}\.sock$/);
    }
    expect(controlAddress(`${long}b`, 'linux', {})).not.toBe(controlAddress(long, 'linux', {}));
  });

  it('is a pipe on Windows, another one for each data folder', () => {
    const pipes = ['a', 'b'].map((folder) => controlAddress(`/data/${folder}`, 'win32', {}));
    for (const pipe of pipes) expect(pipe).toMatch(/^\\\\\.\\pipe\\offcut-[0-9a-f]{16}$/);
    expect(new Set(pipes).size).toBe(2);
  });
});

describe.skipIf(process.platform === 'win32')('prepareSocketFolder', () => {
  const reasonFor = async (folder: string) => {
    const error = await refusal(() => prepareSocketFolder(path.join(folder, 'control.sock')));
    return [error.code, error.params['reason']];
  };

  it("makes the folder, and makes it the user's alone", async () => {
    const folder = path.join(await tempFolder(), 'deep', 'er');
    await prepareSocketFolder(path.join(folder, 'control.sock'));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('refuses a folder that others may write to', async () => {
    const folder = path.join(await tempFolder(), 'shared');
    await mkdir(folder);
    await chmod(folder, 0o770);
    expect(await reasonFor(folder)).toEqual(['control-unusable', 'others may write to its folder']);
    await chmod(folder, 0o755);
    await prepareSocketFolder(path.join(folder, 'control.sock'));
  });

  it('refuses a link, which somebody else may turn elsewhere', async () => {
    const folder = await tempFolder();
    await mkdir(path.join(folder, 'real'), { mode: 0o700 });
    await symlink('real', path.join(folder, 'link'));
    expect(await reasonFor(path.join(folder, 'link'))).toEqual([
      'control-unusable',
      'its folder is a link',
    ]);
  });

  it('says why the folder cannot be made', async () => {
    const file = path.join(await tempFolder(), 'file');
    await writeFile(file, '');
    const [code, reason] = await reasonFor(path.join(file, 'folder'));
    expect(code).toBe('control-unusable');
    expect(reason).toContain('ENOTDIR');
  });
});
