import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { fileVersion } from './hash-file.ts';

const newFolder = useTempFolder();

it('tells versions of a file apart by size, whole ms and content', async () => {
  const file = path.join(await newFolder(), 'a');
  await writeFile(file, 'abc');
  await utimes(file, 1, 1_700_000_000.1239);
  // FIPS 180-2, appendix B.1.
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await fileVersion(file)).toEqual({ bytes: 3, mtime: 1_700_000_000_123, sha256 });
  await writeFile(file, 'x'.repeat(3_000_000));
  const large = await fileVersion(file);
  await writeFile(file, `${'x'.repeat(2_999_999)}y`);
  expect((await fileVersion(file)).sha256).not.toBe(large.sha256);
  await expect(fileVersion(`${file}-missing`)).rejects.toMatchObject({ code: 'ENOENT' });
});
