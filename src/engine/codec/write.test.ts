import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { OutputFormat } from '../../shared/recipe.ts';
import { sharp } from './image-library.ts';
import { writeVerified } from './write.ts';

const tempFolder = useTempFolder();
const size = { width: 6, height: 4 };
const picture = (format: OutputFormat, { width, height } = size) =>
  sharp({ create: { width, height, channels: 3, background: 'red' } })
    .toFormat(format)
    .toBuffer();

describe('writeVerified', () => {
  it.each(['png', 'webp', 'jpeg', 'avif', 'tiff'] as const)('writes %s whole', async (format) => {
    const file = path.join(await tempFolder(), 'cutout.part');
    const bytes = await picture(format);
    await writeVerified(file, bytes, size, format);
    expect((await readFile(file)).equals(bytes)).toBe(true);
  });

  it('replaces what lies there, also when that is longer', async () => {
    const file = path.join(await tempFolder(), 'cutout.part');
    await writeFile(file, Buffer.alloc(100_000, 1));
    const bytes = await picture('png');
    await writeVerified(file, bytes, size, 'png');
    expect((await readFile(file)).equals(bytes)).toBe(true);
  });

  it.each([
    ['another width', 'png', { width: 7, height: 4 }],
    ['another height', 'png', { width: 6, height: 5 }],
    ['turned', 'png', { width: 4, height: 6 }],
    ['another format', 'jpeg', size],
  ] as const)('removes a file of %s', async (_, format, found) => {
    const folder = await tempFolder();
    const bytes = await picture(format, found);
    const error = await refusal(() => writeVerified(path.join(folder, 'a'), bytes, size, 'png'));
    expect(error.code).toBe('output-not-verified');
    expect(error.params['reason']).toContain(`${found.width} x ${found.height}`);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no picture', Buffer.from('no picture')],
  ])('removes a file of %s', async (_, bytes) => {
    const folder = await tempFolder();
    const error = await refusal(() => writeVerified(path.join(folder, 'a'), bytes, size, 'png'));
    expect(error.code).toBe('output-not-verified');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says which path cannot be written', async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'file'), 'x');
    const bytes = await picture('png');
    for (const [target, reason] of [
      [path.join(folder, 'file', 'a.png'), 'ENOTDIR'],
      [path.join(folder, 'missing', 'a.png'), 'ENOENT'],
      [folder, 'EISDIR'],
    ] as const) {
      const error = await refusal(() => writeVerified(target, bytes, size, 'png'));
      expect(error).toMatchObject({ code: 'output-unwritable', params: { path: target, reason } });
    }
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('does not remove what it did not write', async () => {
    const folder = await tempFolder();
    const target = path.join(folder, 'a.png');
    await mkdir(target);
    await writeFile(path.join(target, 'kept'), 'x');
    const bytes = await picture('png');
    await refusal(() => writeVerified(target, bytes, size, 'png'));
    expect(await readdir(target)).toEqual(['kept']);
  });

  it('names a name that is too long', async () => {
    const target = path.join(await tempFolder(), `${'a'.repeat(300)}.png`);
    const bytes = await picture('png');
    const error = await refusal(() => writeVerified(target, bytes, size, 'png'));
    expect(error.code).toBe('output-name-too-long');
  });
});
