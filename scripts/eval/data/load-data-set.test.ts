import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { loadDataSet } from './load-data-set.ts';

const tempFolder = useTempFolder();

async function folderWith(names: readonly string[]): Promise<string> {
  const folder = await tempFolder();
  for (const name of names) await writeFile(path.join(folder, name), '');
  return folder;
}

it('pairs the pictures of a plain folder with their masks', async () => {
  const names = ['b.webp', 'b.mask.png', 'a.JPG', 'a.mask.png', 'alone.png', 'c.mask.png', 'x.txt'];
  const folder = await folderWith(names);
  const { pairs } = await loadDataSet(folder);
  expect(pairs.map(({ image, mask }) => [path.basename(image), path.basename(mask)])).toEqual([
    ['a.JPG', 'a.mask.png'],
    ['b.webp', 'b.mask.png'],
  ]);
  expect(pairs[0]).toMatchObject({ id: 'a.JPG', kind: 'unstated', maskType: 'unstated' });
});

it('names what a manifest names and is not there', async () => {
  const folder = await folderWith(['a.png']);
  const layers = [
    { id: 'a', image: 'a.png' },
    { id: 'b', image: 'b.png' },
  ];
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ cutouts: layers }));
  await expect(loadDataSet(folder)).rejects.toThrow(
    /b\.png is named in the data, but is not there/,
  );
});

it('says when there is nothing', async () => {
  const folder = await folderWith(['a.png']);
  await expect(loadDataSet(folder)).rejects.toThrow('holds neither');
  await expect(loadDataSet(path.join(folder, 'no'))).rejects.toThrow('There is no folder');
});
