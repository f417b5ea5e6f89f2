import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTempName, sweepTempFiles, tempPathFor } from './temp-name.ts';

describe('temp names', () => {
  it('stand beside the target, are short, and never the same', () => {
    const target = path.join('folder', `${'x'.repeat(250)}.png`);
    const one = tempPathFor(target);
    expect(path.dirname(one)).toBe('folder');
    expect(path.basename(one).length).toBeLessThan(48);
    expect(isTempName(path.basename(one))).toBe(true);
    expect(tempPathFor(target)).not.toBe(one);
  });

  it.each([
    'photo.png',
    '.offcut.tmp',
    '.offcut-1-0123456789ab.tmp.png',
    'x.offcut-1-0123456789ab.tmp',
    '.offcut--0123456789ab.tmp',
    '.offcut-1-0123456789AB.tmp',
    '.offcut-1-../../../x.tmp',
  ])('are not: %s', (name) => {
    expect(isTempName(name)).toBe(false);
  });
});

describe('sweepTempFiles', () => {
  let directory: string;
  /** A process that is surely gone. */
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const hour = 3_600_000;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'offcut-temp-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  async function make(pid: number, ageMs: number): Promise<string> {
    const file = path.join(directory, `.offcut-${pid}-0123456789ab.tmp`);
    await writeFile(file, 'half a picture');
    const then = new Date(Date.now() - ageMs);
    await utimes(file, then, then);
    return file;
  }

  it('removes what a dead process left, once it is old enough', async () => {
    const old = await make(gone, 2 * hour);
    await expect(sweepTempFiles(directory, { olderThanMs: 3 * hour })).resolves.toEqual([]);
    await expect(sweepTempFiles(directory, { olderThanMs: hour })).resolves.toEqual([old]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('leaves those of living processes, however old', async () => {
    await make(process.pid, 1000 * hour);
    await make(process.ppid, 1000 * hour);
    await expect(sweepTempFiles(directory, { olderThanMs: 0 })).resolves.toEqual([]);
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('leaves everything else', async () => {
    const name = `.offcut-${gone}-0123456789ab.tmp`;
    await writeFile(path.join(directory, 'photo.png'), 'x');
    await writeFile(path.join(directory, '.offcut-notes.tmp'), 'x');
    await mkdir(path.join(directory, 'sub', name), { recursive: true });
    await mkdir(path.join(directory, name));
    await expect(sweepTempFiles(directory, { olderThanMs: 0 })).resolves.toEqual([]);
    await expect(sweepTempFiles(path.join(directory, 'sub'), { olderThanMs: 0 })).resolves.toEqual(
      [],
    );
    expect(await readdir(directory)).toHaveLength(4);
  });

  it.skipIf(process.platform === 'win32')('leaves links', async () => {
    await writeFile(path.join(directory, 'photo.png'), 'x');
    await symlink('photo.png', path.join(directory, `.offcut-${gone}-0123456789ab.tmp`));
    await expect(sweepTempFiles(directory, { olderThanMs: 0 })).resolves.toEqual([]);
  });

  it('does not mind a folder that is not there', async () => {
    const missing = path.join(directory, 'missing');
    await expect(sweepTempFiles(missing, { olderThanMs: 0 })).resolves.toEqual([]);
  });
});
