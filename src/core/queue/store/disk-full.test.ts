import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { useDisks } from '../../../../test/helpers/disk.ts';
import { newBatch, newJobs, tempFor } from '../../../../test/helpers/queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { openQueueStore } from './open-queue-store.ts';

const newDisk = useDisks();
// Before the disk is taken away: hooks run in reverse.
afterEach(releaseHandles);

it('a full disk is named, and nothing that was recorded is lost', async (context) => {
  const disk = await newDisk('size=2m');
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
