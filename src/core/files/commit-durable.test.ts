import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { commitOutput } from './commit.ts';
import { syncDirectory } from './sync-directory.ts';
import { tempPathFor } from './temp-name.ts';

vi.mock('./sync-directory.ts', () => ({ syncDirectory: vi.fn() }));

const newFolder = useTempFolder();
beforeEach(() => {
  vi.mocked(syncDirectory).mockClear();
});

it.each([
  [{}, true],
  [{ durable: true }, true],
  [{ durable: false }, false],
])('waits until the name is on the disk, unless it need not: %o', async (options, waits) => {
  const folder = await newFolder();
  const target = path.join(folder, 'a.png');
  const temp = tempPathFor(target);
  await writeFile(temp, 'new');
  await commitOutput(temp, target, 'overwrite', options);
  expect(vi.mocked(syncDirectory).mock.calls).toEqual(waits ? [[folder]] : []);
});
