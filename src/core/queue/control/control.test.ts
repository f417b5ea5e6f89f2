import { chmod, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../../test/helpers/eventually.ts';
import {
  batchOf,
  contentsOf,
  gate,
  queueSetting,
  type QueueSetting,
} from '../../../../test/helpers/live-queue.ts';
import { useQueueAccess, type OwnerWishes } from '../../../../test/helpers/owned-queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { OffcutError } from '../../../shared/errors.ts';
import type { ControlEvent } from '../../../shared/queue-control.ts';
import type { QueuePort } from './port.ts';

const tempFolder = useTempFolder();
const { ownQueue, reachQueue } = useQueueAccess();
const names = ['a.jpg', 'b.jpg', 'c.jpg'];
let setting: QueueSetting;

beforeEach(async () => {
  setting = await queueSetting(await tempFolder(), names);
});

/** A working owner, and another front door that is attached to it. */
async function both(wishes?: OwnerWishes) {
  const owner = await ownQueue(setting, wishes);
  const access = await reachQueue(setting);
  if (access.role !== 'client') throw new Error('it did not attach');
  return { owner, client: access.client, port: access.port };
}

const add = (port: QueuePort, rest = {}) =>
  port.ask('add', { batch: batchOf(setting, names, rest) });

const stateNames = async (port: QueuePort) => {
  const { jobs } = await port.ask('page', { offset: 0, limit: 10 });
  return jobs.map(({ state }) => state.name);
};

describe('one who attaches', () => {
  it('adds a batch that the owner works on, and hears of each end', async () => {
    const { port, client } = await both();
    const heard: ControlEvent[] = [];
    port.listen((event) => heard.push(event));
    await port.ask('subscribe', {});
    expect(client.pid).toBe(process.pid);
    expect(await add(port)).toEqual({ batch: 1, jobs: [1, 2, 3] });
    await eventually(() => {
      expect(heard.filter(({ type }) => type === 'ended')).toHaveLength(3);
    });
    expect(await stateNames(port)).toEqual(['done', 'done', 'done']);
    expect(Object.keys(await contentsOf(setting.out))).toEqual(['a.png', 'b.png', 'c.png']);
    await eventually(() => {
      const events = heard.flatMap((event) => (event.type === 'events' ? event.events : []));
      const last = events.findLast(({ type }) => type === 'state');
      expect(last).toMatchObject({ state: { counts: { done: 3, queued: 0 } } });
    });
  });

  it('is told the same as the owner itself', async () => {
    const { owner, port } = await both({
      behave: ({ name }) => {
        if (name.endsWith('b.jpg')) throw new OffcutError('no-subject');
      },
    });
    await add(port, { title: 'shoes', placement: 'skip' });
    await writeFile(path.join(setting.out, 'c.png'), 'there already');
    await owner.queue.whenIdle();
    for (const [method, params] of [
      ['page', { offset: 1, limit: 2 }],
      ['page', { batch: 1, states: ['failed'], offset: 0, limit: 9 }],
      ['page', { search: 'B.JPG', doubtful: false, offset: 0, limit: 9 }],
      ['page', { batch: 1, doubtful: true, offset: 0, limit: 9 }],
      ['position', { job: 2, states: ['failed', 'skipped'], batch: 1 }],
      ['position', { job: 1, search: 'c.jpg' }],
      ['counts', {}],
      ['counts', { batch: 1 }],
      ['batches', {}],
      ['status', {}],
    ] as const) {
      expect(await port.ask(method, params)).toEqual(await owner.ask(method, params));
    }
    expect(await port.ask('batches', {})).toMatchObject({
      batches: [{ batch: { title: 'shoes' }, counts: { done: 1, failed: 1, skipped: 1 } }],
    });
    expect(await port.ask('page', { search: 'B.JPG', offset: 0, limit: 9 })).toMatchObject({
      total: 1,
      jobs: [{ id: 2 }],
    });
    expect(await port.ask('position', { job: 3, states: ['skipped'] })).toEqual({ offset: 0 });
    expect(await port.ask('position', { job: 3, search: 'b.jpg' })).toEqual({ offset: null });
    const failed = await port.ask('page', { states: ['failed'], offset: 0, limit: 9 });
    expect(failed).toMatchObject({
      total: 1,
      jobs: [{ id: 2, state: { error: { code: 'no-subject' } } }],
    });
  });

  it('pauses and resumes the queue and a batch', async () => {
    const { owner, port } = await both();
    await port.ask('pause', { batch: null });
    await add(port);
    expect(await port.ask('status', {})).toMatchObject({
      pid: process.pid,
      working: true,
      resting: 0,
      state: { paused: true, counts: { queued: 3 } },
    });
    expect(await port.ask('counts', {})).toMatchObject({ paused: true });
    await port.ask('pause', { batch: 1 });
    await port.ask('resume', { batch: null });
    expect(await port.ask('status', {})).toMatchObject({ resting: 3, state: { paused: false } });
    expect(await port.ask('counts', { batch: 1 })).toMatchObject({ paused: true });
    expect(await stateNames(port)).toEqual(['queued', 'queued', 'queued']);
    await port.ask('resume', { batch: 1 });
    await owner.queue.whenIdle();
    expect(await stateNames(port)).toEqual(['done', 'done', 'done']);
  });

  it('moves, prioritises, cancels, retries and clears', async () => {
    const { owner, port } = await both();
    await port.ask('pause', { batch: null });
    await add(port);
    const order = async () =>
      (await port.ask('page', { offset: 0, limit: 9 })).jobs.map(({ id }) => id);
    await port.ask('move', { jobs: [3], before: 1 });
    expect(await order()).toEqual([3, 1, 2]);
    await port.ask('move', { jobs: [3], before: null });
    expect(await order()).toEqual([1, 2, 3]);
    await port.ask('prioritise', { scope: { kind: 'jobs', jobs: [2] }, priority: 20 });
    expect(await order()).toEqual([2, 1, 3]);
    const all = { scope: { kind: 'all' } } as const;
    expect(await port.ask('cancel', { scope: { kind: 'jobs', jobs: [1, 1] } })).toEqual({
      jobs: 1,
    });
    expect(await port.ask('cancel', all)).toEqual({ jobs: 2 });
    expect(await port.ask('cancel', { scope: { kind: 'batch', batch: 1 } })).toEqual({ jobs: 0 });
    const again = { ...all, states: ['cancelled'], model: 'isnet-general' } as const;
    expect(await port.ask('retry', again)).toEqual({ jobs: 3 });
    expect(owner.queue.job(1)?.model).toBe('isnet-general');
    await port.ask('resume', { batch: null });
    await owner.queue.whenIdle();
    expect(await port.ask('clear', { ...all, states: ['failed'] })).toEqual({ jobs: 0 });
    expect(await port.ask('clear', { ...all, states: ['done'] })).toEqual({ jobs: 3 });
    expect(await port.ask('batches', {})).toEqual({ batches: [] });
  });

  it('stops what is at work', async () => {
    const { behave, held } = gate();
    const { owner, port } = await both({ behave });
    await add(port);
    await eventually(() => {
      expect(held()).toEqual(['a.jpg']);
    });
    expect(await port.ask('cancel', { scope: { kind: 'all' } })).toEqual({ jobs: 3 });
    await owner.queue.whenIdle();
    expect(await stateNames(port)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await contentsOf(setting.out)).toEqual({});
  });

  it('can ask the owner to end', async () => {
    const onStop = vi.fn();
    const { port } = await both({ onStop });
    await port.ask('stop', {});
    expect(onStop).toHaveBeenCalledOnce();
  });

  it('is refused what is not there, by code, and stays attached', async () => {
    const { port } = await both();
    const ghost = { kind: 'batch', batch: 7 } as const;
    const noJob = { kind: 'jobs', jobs: [9] } as const;
    const states = ['done'] as const;
    const codes = await Promise.all(
      [
        () => port.ask('page', { batch: 7, offset: 0, limit: 1 }),
        () => port.ask('position', { job: 1, batch: 7 }),
        () => port.ask('counts', { batch: 7 }),
        () => port.ask('pause', { batch: 7 }),
        () => port.ask('resume', { batch: 7 }),
        () => port.ask('retry', { scope: ghost, states, model: null }),
        () => port.ask('cancel', { scope: ghost }),
        () => port.ask('clear', { scope: noJob, states }),
        () => port.ask('move', { jobs: [9], before: null }),
        () => port.ask('prioritise', { scope: noJob, priority: 20 }),
      ].map(async (ask) => (await refusal(ask)).code),
    );
    expect(codes).toEqual([
      ...Array<string>(7).fill('batch-unknown'),
      ...Array<string>(3).fill('job-unknown'),
    ]);
    await add(port);
    const wrongMove = await refusal(() => port.ask('move', { jobs: [1], before: 9 }));
    expect(wrongMove.params).toEqual({ id: 9 });
  });
});

describe('who has the queue', () => {
  it('hears that the owner ended, and may take over', async () => {
    const { behave, held } = gate();
    const { owner, client, port } = await both({ behave });
    await add(port);
    await eventually(() => {
      expect(held()).toHaveLength(1);
    });
    await owner.close();
    await client.ended;
    expect((await refusal(() => port.ask('status', {}))).code).toBe('queue-owner-gone');
    const next = await reachQueue(setting);
    expect(next.role).toBe('owner');
    if (next.role === 'owner') await next.owner.queue.whenIdle();
    expect(await stateNames(next.port)).toEqual(['done', 'done', 'done']);
  });

  it('tells those who are attached the last state before it ends', async () => {
    const { behave, held, release } = gate();
    const { owner, client, port } = await both({ behave });
    const ended: string[] = [];
    port.listen((event) => {
      if (event.type === 'ended') ended.push(event.job.state.name);
    });
    await port.ask('subscribe', {});
    await add(port);
    await eventually(() => {
      expect(held()).toEqual(['a.jpg']);
    });
    const closing = owner.close(10_000);
    release('a.jpg');
    await closing;
    await client.ended;
    expect(ended).toEqual(['done']);
  });

  it('lets a second one wait until the list was changed', async () => {
    const editor = await ownQueue(setting, { purpose: 'edit' });
    await editor.ask('add', { batch: batchOf(setting, names) });
    expect(await editor.ask('status', {})).toMatchObject({
      working: false,
      state: { counts: { queued: 3, running: 0 } },
    });
    const waiting = reachQueue(setting);
    await sleep(200);
    await editor.close();
    expect((await waiting).role).toBe('owner');
  });

  it('gives up on an owner that does not listen, and says which', async () => {
    await ownQueue(setting, { purpose: 'edit' });
    const error = await refusal(() => reachQueue(setting, {}, 100));
    expect(error.code).toBe('queue-unreachable');
    expect(error.params).toEqual({
      path: setting.dataFolder,
      pid: process.pid,
      reason: 'it does not listen',
    });
  });

  it.skipIf(process.platform === 'win32')(
    "takes the place of a killed owner's socket, and makes its own the user's alone",
    async () => {
      await (await ownQueue(setting)).close();
      const socket = path.join(setting.dataFolder, 'control.sock');
      await writeFile(socket, 'left behind');
      await both();
      const { mode } = await stat(socket);
      expect(mode & 0o777).toBe(0o600);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'lets go of a queue on which nobody could call',
    async () => {
      await (await ownQueue(setting)).close();
      await chmod(setting.dataFolder, 0o770);
      expect((await refusal(() => ownQueue(setting))).code).toBe('control-unusable');
      await chmod(setting.dataFolder, 0o700);
      await ownQueue(setting);
    },
  );
});
