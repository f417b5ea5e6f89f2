import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model } from '../../shared/model.ts';
import { writeMadeUpPackage, type MadeUpPackage } from './made-up-package.ts';
import { listModels, resolveModel } from './resolve.ts';
import { recordName } from './verify.ts';
import { sha256Of } from './weights.ts';

let root: string;
let directory: string;
let file: string;
let record: string;
let made: MadeUpPackage;
const onPrepare = vi.fn<(model: Model) => void>();

const catalogue = () => ({ default: 'made-up', models: [made.model] });

const resolve = (id = 'made-up') =>
  resolveModel(id, { directory, catalogue: catalogue(), packagesFrom: root, onPrepare });

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offcut-resolve-'));
  directory = path.join(root, 'models');
  file = path.join(directory, 'made-up.onnx');
  record = path.join(directory, recordName);
  made = await writeMadeUpPackage(root);
  onPrepare.mockClear();
});

afterEach(() => rm(root, { recursive: true }));

const uninstall = () => rm(path.join(root, 'node_modules'), { recursive: true });

/** Changes one byte in the middle; `keepTime` as failing storage would, without a new time. */
async function damage({ keepTime = false } = {}): Promise<void> {
  const { atime, mtime } = await stat(file);
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
  await writeFile(file, bytes);
  // A file system's clock is coarse: without this, both writes can have the same time.
  if (keepTime) await utimes(file, atime, mtime);
  else await utimes(file, atime, new Date(mtime.getTime() + 5000));
}

/** A time that survives being set: `utimes` does not keep every nanosecond. */
async function roundTime(): Promise<void> {
  await utimes(file, 1_700_000_000, 1_700_000_000);
  await rm(record);
  await resolve();
}

describe('resolveModel', () => {
  it('prepares a missing model, and says so first', async () => {
    const resolved = await resolve('auto');
    expect(resolved).toEqual({ model: made.model, path: file });
    expect(onPrepare).toHaveBeenCalledExactlyOnceWith(made.model);
    expect(sha256Of(await readFile(file))).toBe(made.model.sha256);
  });

  it('takes a whole file as it is', async () => {
    await resolve();
    const before = await stat(file);
    await resolve();
    expect(onPrepare).toHaveBeenCalledTimes(1);
    expect((await stat(file)).ino).toBe(before.ino);
  });

  it('needs no package when the file is there', async () => {
    await resolve();
    await uninstall();
    expect((await resolve()).path).toBe(file);
  });

  it('prepares a damaged file again', async () => {
    await resolve();
    await damage();
    await resolve();
    expect(onPrepare).toHaveBeenCalledTimes(2);
    expect(sha256Of(await readFile(file))).toBe(made.model.sha256);
  });

  it('prepares a file of a wrong length again', async () => {
    await resolve();
    await appendFile(file, 'x');
    await resolve();
    expect((await stat(file)).size).toBe(made.model.size);
  });

  it('says what to do when there is nothing to prepare it from', async () => {
    await resolve();
    await damage();
    await uninstall();
    const params = { id: 'made-up', remedy: 'npm ci && npm run models' };
    await expect(resolve()).rejects.toMatchObject({ code: 'model-damaged', params });
    await rm(file);
    await expect(resolve()).rejects.toMatchObject({ code: 'model-missing', params });
    expect(onPrepare).toHaveBeenCalledTimes(1);
  });

  it('does not know every id', async () => {
    await expect(resolve('other')).rejects.toMatchObject({ code: 'model-unknown' });
  });
});

describe('the record of verified files', () => {
  it('spares the hash while size and time are the same', async () => {
    await resolve();
    await roundTime();
    await damage({ keepTime: true });
    await resolve();
    // The damage went unseen, so nothing was hashed.
    expect(sha256Of(await readFile(file))).not.toBe(made.model.sha256);
  });

  it('is not trusted when the file has another time', async () => {
    await resolve();
    await roundTime();
    await damage();
    expect(await listModels(directory, catalogue())).toMatchObject([{ state: 'damaged' }]);
  });

  it('is not trusted when the catalogue has another checksum', async () => {
    await resolve();
    made = { ...made, model: { ...made.model, sha256: 'f'.repeat(64) } };
    expect(await listModels(directory, catalogue())).toMatchObject([{ state: 'damaged' }]);
  });

  it.each(['', '{', '[]', '{"made-up.onnx": {"size": "large"}}', '{"made-up.onnx": null}'])(
    'is written anew when it reads %j',
    async (text) => {
      await resolve();
      const good = await readFile(record, 'utf8');
      await writeFile(record, text);
      await resolve();
      expect(await readFile(record, 'utf8')).toBe(good);
      expect(onPrepare).toHaveBeenCalledTimes(1);
    },
  );

  it('is written for a file that was brought from elsewhere', async () => {
    await resolve();
    const carried = path.join(root, 'carried');
    await mkdir(carried);
    await copyFile(file, path.join(carried, 'made-up.onnx'));
    directory = carried;
    await resolve();
    expect(onPrepare).toHaveBeenCalledTimes(1);
    expect(JSON.parse(await readFile(path.join(carried, recordName), 'utf8'))).toMatchObject({
      'made-up.onnx': { size: made.model.size, sha256: made.model.sha256 },
    });
  });
});

describe('listModels', () => {
  it('tells what is there without preparing', async () => {
    const states = async () => (await listModels(directory, catalogue())).map(({ state }) => state);
    expect(await states()).toEqual(['missing']);
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
    await resolve();
    expect(await states()).toEqual(['ready']);
    await damage();
    expect(await states()).toEqual(['damaged']);
    await rm(file);
    await mkdir(file);
    expect(await states()).toEqual(['damaged']);
  });
});
