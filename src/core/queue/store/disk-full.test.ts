import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { newBatch, newJobs, tempFor } from '../../../../test/helpers/queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { openQueueStore } from './open-queue-store.ts';

/** A disk of 2 MB, which only Linux's root can have made. */

const tempFolder = useTempFolder();
const mounted: string[] = [];

// Before the folders are removed: hooks run in reverse.
afterEach(async () => {
  await releaseHandles();
  for (const disk of mounted.splice(0)) spawnSync('umount', [disk]);
});

async function smallDisk(): Promise<string | undefined> {
  const disk = await tempFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
  if (status !== 0) return undefined;
  mounted.push(disk);
  return disk;
}

it('a full disk is named, and nothing that was recorded is lost', async (context) => {
  const disk = await smallDisk();
  if (disk === undefined) {
    context.skip('a small disk cannot be mounted here');
    return;
  }
  const folder = path.join(disk, 'data');
  const { store } = await openQueueStore(folder);
  const { jobs } = store.addBatch(newBatch({ jobs: newJobs(20) }));
  const file = path.join(disk, 'fill');
  const fill = () => {
    expect(spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=1k']).status).not.toBe(0);
  };
  fill();

  const tooMuch = newBatch({ jobs: newJobs(5000) });
  const error = await refusal(() => store.addBatch(tooMuch));
  expect(error).toMatchObject({
    code: 'queue-disk-full',
    params: { path: path.join(folder, 'queue.db') },
  });
  expect(store.counts().queued).toBe(20);
  expect(store.batches()).toHaveLength(1);

  rmSync(file);
  expect(store.claim(1, tempFor)?.id).toBe(jobs[0]);
  fill();
  expect(store.close()?.code).toBe('queue-disk-full');

  rmSync(file);
  await releaseHandles();
  const next = await openQueueStore(folder);
  expect(next.report).toMatchObject({ type: 'opened' });
  expect(next.store.counts()).toMatchObject({ queued: 19, running: 1 });
  expect(next.store.close()).toBeUndefined();
});
