import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { PreviewJob } from '../engine/engine.ts';
import { PreviewCache, type PreviewSide } from './preview-cache.ts';

const tempFolder = useTempFolder();
let folder: string;
let sources: string;
let asked: PreviewJob[];
/** What the engine does; it writes ten bytes by default. */
let make: (job: PreviewJob) => Promise<void>;

beforeEach(async () => {
  const base = await tempFolder();
  folder = path.join(base, 'previews');
  sources = path.join(base, 'in');
  await mkdir(sources);
  asked = [];
  make = ({ target, source, side = 0 }) =>
    writeFile(target, `${path.basename(source)} ${side}`.padEnd(10).slice(0, 10));
});

const open = (maxBytes = 1000) =>
  PreviewCache.open({
    folder,
    maxBytes,
    maxPixels: 1e8,
    engine: {
      preview: async (job) => {
        asked.push(job);
        await make(job);
        return { width: job.side ?? 0, height: 1 };
      },
    },
  });

async function picture(name: string, content = name): Promise<string> {
  const file = path.join(sources, name);
  await writeFile(file, content);
  return file;
}

const get = async (cache: PreviewCache, file: string, side: PreviewSide = 256) =>
  (await readFile(await cache.get(file, side), 'utf8')).trim();

describe('a preview', () => {
  it('is made once for each size, and kept', async () => {
    const cache = await open();
    const file = await picture('a.jpg');
    expect(await get(cache, file)).toBe('a.jpg 256');
    expect(await get(cache, file)).toBe('a.jpg 256');
    expect(await get(cache, file, 1024)).toBe('a.jpg 1024');
    expect(asked.map(({ side }) => side)).toEqual([256, 1024]);
    expect(asked[0]).toMatchObject({ source: file, name: file, maxPixels: 1e8 });
    expect(cache.bytes).toBe(20);
  });

  it('is made once for all who ask at the same time', async () => {
    const cache = await open();
    const file = await picture('a.jpg');
    const found = await Promise.all([1, 2, 3].map(() => cache.get(file, 256)));
    expect(new Set(found).size).toBe(1);
    expect(asked).toHaveLength(1);
  });

  it('is another one for each view, and as large as the picture and exact when it is full', async () => {
    const cache = await open();
    const file = await picture('a.png');
    const views = ['picture', 'matte', 'edge'] as const;
    const files: string[] = [];
    for (const view of views) files.push(await cache.get(file, 'full', view));
    files.push(await cache.get(file, 256, 'edge'), await cache.shrunk(file, 256));
    expect(new Set(files).size).toBe(5);
    expect(asked.map(({ side, view, exact }) => [side, view, exact])).toEqual([
      [16_383, 'picture', true],
      [16_383, 'matte', true],
      [16_383, 'edge', true],
      [256, 'edge', false],
      [256, 'picture', true],
    ]);
  });

  it('is another one for another version of the picture', async () => {
    const cache = await open();
    const file = await picture('a.jpg');
    const first = await cache.get(file, 256);
    await utimes(file, 1, 1);
    expect(await cache.get(file, 256)).not.toBe(first);
    await picture('a.jpg', 'longer than before');
    await cache.get(file, 256);
    expect(asked).toHaveLength(3);
  });

  it('is kept over a restart, and made again when somebody removed it', async () => {
    const file = await picture('a.jpg');
    await (await open()).get(file, 256);
    const cache = await open();
    expect(cache.bytes).toBe(10);
    const kept = await cache.get(file, 256);
    expect(asked).toHaveLength(1);
    await rm(kept);
    expect(await get(cache, file)).toBe('a.jpg 256');
    expect(asked).toHaveLength(2);
    expect(cache.bytes).toBe(10);
  });

  it('fails with what the engine says, leaves nothing, and is tried again', async () => {
    const cache = await open();
    const file = await picture('a.jpg');
    const works = make;
    make = async (job) => {
      await works(job);
      throw new OffcutError('input-damaged', { reason: 'cut off' });
    };
    await expect(cache.get(file, 256)).rejects.toMatchObject({ code: 'input-damaged' });
    expect(await readdir(folder)).toEqual([]);
    make = works;
    expect(await get(cache, file)).toBe('a.jpg 256');
    await expect(cache.get(path.join(sources, 'gone.jpg'), 256)).rejects.toMatchObject({
      code: 'input-not-found',
    });
  });
});

describe('the room that previews take', () => {
  it('is bounded: those that nobody asked for longest make way', async () => {
    const cache = await open(30);
    const files = await Promise.all(['a', 'b', 'c', 'd'].map((name) => picture(`${name}.jpg`)));
    const [a = '', b = '', c = '', d = ''] = files;
    for (const file of [a, b, c]) await cache.get(file, 256);
    await cache.get(a, 256);
    await cache.get(d, 256);
    expect(cache.bytes).toBe(20);
    for (const file of [a, d]) await cache.get(file, 256);
    expect(asked.map(({ name }) => path.basename(name))).toEqual([
      'a.jpg',
      'b.jpg',
      'c.jpg',
      'd.jpg',
    ]);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('never costs the one that is asked for', async () => {
    const cache = await open(5);
    expect(await get(cache, await picture('a.jpg'))).toBe('a.jpg 256');
  });

  it('is bounded from the start, oldest first, and leftovers of a killed process go', async () => {
    const before = await open();
    const old = await before.get(await picture('old.jpg'), 256);
    await before.get(await picture('new.jpg'), 256);
    await utimes(old, 1, 1);
    await writeFile(path.join(folder, '.offcut-999999999-0123456789ab.tmp'), 'half');
    const cache = await open(15);
    expect(cache.bytes).toBe(10);
    expect(await readdir(folder)).toHaveLength(1);
    await cache.get(path.join(sources, 'new.jpg'), 256);
    expect(asked).toHaveLength(2);
  });

  it('is given back by clear', async () => {
    const cache = await open();
    await cache.get(await picture('a.jpg'), 256);
    await cache.clear();
    expect([cache.bytes, await readdir(folder)]).toEqual([0, []]);
  });
});
