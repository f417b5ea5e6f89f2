import { readdirSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { eventually } from '../../../../test/helpers/eventually.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { LeftOvers } from './left-overs.ts';

const newFolder = useTempFolder();

async function filled() {
  const folder = await newFolder();
  const files = ['a.png', 'b.png'].map((name) => path.join(folder, name));
  for (const file of files) await writeFile(file, 'x');
  const upload = path.join(folder, 'upload', 'source');
  await mkdir(upload, { recursive: true });
  await writeFile(path.join(upload, 'a.jpg'), 'x');
  const [a = '', b = ''] = files;
  return { folder, a, b, upload: path.dirname(upload) };
}

it('removes what answered requests leave, together and a moment later', async () => {
  const { folder, a, b, upload } = await filled();
  const clear = vi.fn(() => Promise.resolve());
  const leftOvers = new LeftOvers(clear);
  leftOvers.add({ job: 1, files: [a, upload] });
  leftOvers.add({ job: 2, files: [b] });
  expect([clear.mock.calls, readdirSync(folder).length]).toEqual([[], 3]);
  await eventually(async () => {
    expect(await readdir(folder)).toEqual([]);
  });
  leftOvers.add({ job: 3, files: [a] });
  await leftOvers.remove();
  expect(clear.mock.calls).toEqual([[[1, 2]], [[3]]]);
});

it('removes the files though the queue changes hands, and nothing twice', async () => {
  const { folder, a, b, upload } = await filled();
  const clear = vi.fn(() => Promise.reject(new Error('no owner')));
  const leftOvers = new LeftOvers(clear);
  leftOvers.add({ job: 1, files: [a, b, upload] });
  await leftOvers.remove();
  await leftOvers.remove();
  expect(await readdir(folder)).toEqual([]);
  expect(clear).toHaveBeenCalledTimes(1);
});
