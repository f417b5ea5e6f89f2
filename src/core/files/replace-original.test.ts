import { link, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceOriginal, type MoveToTrash } from './replace-original.ts';

let root: string;
let photos: string;
let temp: string;

/** Stands in for the system's bin. */
const toBin: MoveToTrash = (file) => rename(file, path.join(root, 'bin', path.basename(file)));

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offcut-replace-'));
  photos = path.join(root, 'photos');
  temp = path.join(photos, '.offcut-1-0123456789ab.tmp');
  await mkdir(photos);
  await mkdir(path.join(root, 'bin'));
  await writeFile(temp, 'cutout');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function contents(folder: string): Promise<Record<string, string>> {
  const directory = path.join(root, folder);
  const names = await readdir(directory);
  const entries = await Promise.all(
    names.map(async (name) => [name, await readFile(path.join(directory, name), 'utf8')] as const),
  );
  return Object.fromEntries(entries);
}

async function replace(original: string, target: string, trash: MoveToTrash = toBin) {
  const replacement = {
    temp,
    original: path.join(photos, original),
    target: path.join(photos, target),
  };
  const result = await replaceOriginal(replacement, trash);
  return path.basename(result.path);
}

describe('an output of another name', () => {
  it('is in place before the original is binned', async () => {
    await writeFile(path.join(photos, 'a.jpg'), 'photo');
    const watching: MoveToTrash = async (file) => {
      expect(await contents('photos')).toEqual({ 'a.jpg': 'photo', 'a.png': 'cutout' });
      await toBin(file);
    };
    await expect(replace('a.jpg', 'a.png', watching)).resolves.toBe('a.png');
    expect(await contents('photos')).toEqual({ 'a.png': 'cutout' });
    expect(await contents('bin')).toEqual({ 'a.jpg': 'photo' });
  });

  it('leaves another file of that name alone', async () => {
    await writeFile(path.join(photos, 'a.jpg'), 'photo');
    await writeFile(path.join(photos, 'a.png'), 'another');
    await expect(replace('a.jpg', 'a.png')).resolves.toBe('a (2).png');
    expect(await contents('photos')).toEqual({ 'a.png': 'another', 'a (2).png': 'cutout' });
    expect(await contents('bin')).toEqual({ 'a.jpg': 'photo' });
  });
});

describe('an output of the same name', () => {
  it('takes the place of the original', async () => {
    await writeFile(path.join(photos, 'a.png'), 'photo');
    await expect(replace('a.png', 'a.png')).resolves.toBe('a.png');
    expect(await contents('photos')).toEqual({ 'a.png': 'cutout' });
    expect(await contents('bin')).toEqual({ 'a.png': 'photo' });
  });

  it('says its place before the original is touched', async () => {
    const original = path.join(photos, 'a.png');
    await writeFile(original, 'photo');
    const onCandidate = () => {
      throw new Error('not recorded');
    };
    const replacement = { temp, original, target: original, onCandidate };
    await expect(replaceOriginal(replacement, toBin)).rejects.toThrow('not recorded');
    expect(await contents('bin')).toEqual({});
    expect(await readFile(original, 'utf8')).toBe('photo');
  });

  it('leaves alone what appears there meanwhile', async () => {
    await writeFile(path.join(photos, 'a.png'), 'photo');
    const racing: MoveToTrash = async (file) => {
      await toBin(file);
      await mkdir(file);
    };
    await expect(replace('a.png', 'a.png', racing)).rejects.toMatchObject({
      code: 'trash-failed',
    });
  });

  it('is known by the file, not by the spelling', async () => {
    // A hard link stands for `A.PNG` and `a.png` being one file where case does not count.
    await writeFile(path.join(photos, 'A.PNG'), 'photo');
    await link(path.join(photos, 'A.PNG'), path.join(photos, 'b.png'));
    const both: MoveToTrash = async (file) => {
      expect(await readdir(photos)).not.toContain('b (2).png');
      await rm(path.join(photos, 'b.png'));
      await toBin(file);
    };
    await expect(replace('A.PNG', 'b.png', both)).resolves.toBe('b.png');
    expect(await contents('photos')).toEqual({ 'b.png': 'cutout' });
  });
});

describe('nothing changes', () => {
  const failing: MoveToTrash = () => Promise.reject(new Error('no bin on this drive'));
  const silent: MoveToTrash = () => Promise.resolve();

  it.each([
    ['fails', failing, 'no bin on this drive'],
    ['does nothing', silent, 'still there'],
  ])('when the bin %s', async (_, trash, reason) => {
    for (const [original, target] of [
      ['a.jpg', 'a.png'],
      ['a.png', 'a.png'],
    ] as const) {
      await writeFile(path.join(photos, original), 'photo');
      const before = await contents('photos');
      await expect(replace(original, target, trash)).rejects.toMatchObject({
        code: 'trash-failed',
        message: expect.stringContaining(reason) as unknown,
      });
      expect(await contents('photos')).toEqual(before);
    }
  });

  it.each([
    ['empty', () => writeFile(temp, '')],
    ['gone', () => rm(temp)],
    ['a folder', () => rm(temp).then(() => mkdir(temp))],
  ])('when the temp file is %s', async (_, spoil) => {
    await writeFile(path.join(photos, 'a.jpg'), 'photo');
    await spoil();
    await expect(replace('a.jpg', 'a.png')).rejects.toMatchObject({ code: 'output-not-verified' });
    expect(await readFile(path.join(photos, 'a.jpg'), 'utf8')).toBe('photo');
    expect(await contents('bin')).toEqual({});
  });
});
