import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newBatch, tempFor } from '../../../../test/helpers/queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { packageRoot } from '../../paths.ts';
import { openQueueStore } from './open-queue-store.ts';
import { queueOwner } from './owner.ts';

const tempFolder = useTempFolder();
const children: ChildProcess[] = [];
let folder: string;

beforeEach(async () => {
  folder = path.join(await tempFolder(), 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await releaseHandles();
});

const beside = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

/** A process that runs a script; resolves to its first words. */
async function start(script: string) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { cwd: packageRoot(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const words = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (bytes: Buffer) => {
      resolve(bytes.toString());
    });
    child.once('exit', (code) => {
      reject(new Error(`the other process ended with ${String(code)}`));
    });
  });
  return { child, words };
}

/** A process that owns the queue and has claimed its only job, and that waits to be killed. */
async function otherOwner(): Promise<ChildProcess> {
  const { child } = await start(`
    import { openQueueStore } from ${beside('open-queue-store.ts')};
    import { newBatch, tempFor } from ${beside('../../../../test/helpers/queue.ts')};
    const { store } = await openQueueStore(${JSON.stringify(folder)}, { socket: 'the-socket' });
    store.addBatch(newBatch());
    store.claim(1, tempFor);
    process.stdout.write('up');
    setInterval(() => store, 1000);
  `);
  return child;
}

const killed = (child: ChildProcess) =>
  new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });

it('is one process; another one is told which, and gets in when that one is killed', async () => {
  const child = await otherOwner();
  const error = await refusal(() => openQueueStore(folder));
  expect(error).toMatchObject({ code: 'queue-owned', params: { path: folder, pid: child.pid } });
  expect(queueOwner(folder)).toEqual({
    pid: child.pid,
    startedAt: expect.any(Number) as number,
    socket: 'the-socket',
  });

  await killed(child);
  const { store, report } = await openQueueStore(folder);
  expect(report).toMatchObject({ type: 'opened', closedCleanly: false });
  expect(queueOwner(folder)).toMatchObject({ pid: process.pid, socket: null });
  const [left] = store.running();
  expect(left).toMatchObject({ state: { since: 1, temp: '/out/one.png.temp' } });
  store.end(left?.id ?? 0, { outcome: 'interrupted' }, 2);
  expect(store.claim(3, tempFor)?.id).toBe(left?.id);
  store.close();
});

it('is one store of a process, which lets the next one in when it closes', async () => {
  const { store } = await openQueueStore(folder);
  store.addBatch(newBatch());
  expect(await refusal(() => openQueueStore(folder))).toMatchObject({
    code: 'queue-owned',
    params: { pid: process.pid },
  });
  expect(store.counts().queued).toBe(1);
  store.close();
  expect(queueOwner(folder)).toBeUndefined();
  const next = await openQueueStore(folder);
  expect(next.store.counts().queued).toBe(1);
  next.store.close();
});

it('stays the owner when it tries to become it again', async () => {
  const { store } = await openQueueStore(folder);
  expect((await refusal(() => openQueueStore(folder))).code).toBe('queue-owned');
  const { words } = await start(`
    import { takeOwnership } from ${beside('owner.ts')};
    const owner = { pid: 1, startedAt: 1, socket: null };
    const taken = takeOwnership(${JSON.stringify(folder)}, owner);
    process.stdout.write(await taken.then(() => 'taken', (error) => error.code));
    setInterval(() => undefined, 1000);
  `);
  expect(words).toBe('queue-owned');
  store.close();
});

it('lets go when the store cannot be opened for another reason', async () => {
  await mkdir(path.join(folder, 'queue.db'), { recursive: true });
  expect((await refusal(() => openQueueStore(folder))).code).toBe('queue-unwritable');
  expect((await refusal(() => openQueueStore(folder))).code).toBe('queue-unwritable');
});

it.each(['', 'no JSON', '{"pid":"me"}'])('is unknown when it did not say: %j', async (text) => {
  const { store } = await openQueueStore(folder);
  await writeFile(path.join(folder, 'owner.json'), text);
  const error = await refusal(() => openQueueStore(folder));
  expect(error).toMatchObject({ code: 'queue-owned', params: { pid: 'unknown' } });
  store.close();
});

it('is found out although somebody wrote into the lock file', async () => {
  await mkdir(folder);
  const lock = path.join(folder, 'queue.lock');
  await writeFile(lock, 'no database, and long enough to be looked at as one '.repeat(20));
  const { store } = await openQueueStore(folder);
  expect((await refusal(() => openQueueStore(folder))).code).toBe('queue-owned');
  expect((await stat(lock)).size).toBe(0);
  expect(await readFile(lock, 'utf8')).toBe('');
  store.close();
});
