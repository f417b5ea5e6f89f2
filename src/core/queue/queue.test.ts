import { rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useDisks } from '../../../test/helpers/disk.ts';
import { eventually } from '../../../test/helpers/eventually.ts';
import {
  batchOf,
  contentsOf,
  cutoutOf,
  fakeEngine,
  gate,
  openForTest,
  queueSetting,
  type Behaviour,
  type OpenedForTest,
} from '../../../test/helpers/live-queue.ts';
import { fakeModel } from '../../../test/helpers/model.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { OffcutError } from '../../shared/errors.ts';
import { priorities, type Job, type NewBatch } from '../../shared/queue.ts';
import type { QueueOptions } from './queue.ts';
import type { JobEnd, QueueStore } from './store/queue-store.ts';

const newFolder = useTempFolder();
const newDisk = useDisks();
const opened: OpenedForTest[] = [];

afterEach(async () => {
  for (const { queue } of opened.splice(0)) await queue.close();
});

const each = (text: string): readonly string[] => text.split('');
const letters = (text: string) => each(text).map((letter) => `${letter}.jpg`);

/** A queue over pictures named by the letters of `names`. */
async function setUp(
  names: string,
  behave?: Behaviour,
  options: Partial<QueueOptions> = {},
  wrap?: (store: QueueStore) => QueueStore,
) {
  const setting = await queueSetting(await newFolder(), letters(names));
  const fake = fakeEngine(behave);
  const open = async () => {
    const result = await openForTest(setting, { engine: fake.engine, ...options }, wrap);
    opened.push(result);
    return result;
  };
  const { queue, store } = await open();
  const ends: (readonly [string, JobEnd['outcome']])[] = [];
  queue.onEnd((job, end) => ends.push([path.basename(job.target, '.png'), end.outcome]));
  return {
    ...fake,
    setting,
    queue,
    store,
    open,
    ends,
    add: (which: string, rest: Partial<NewBatch> = {}) =>
      queue.add(batchOf(setting, letters(which), rest)),
    jobs: (): readonly Job[] => queue.page({ offset: 0, limit: 100 }).jobs,
    order: () =>
      fake
        .names()
        .map((name) => name[0])
        .join(''),
    out: () => contentsOf(setting.out),
  };
}

const states = (jobs: readonly Job[]) => jobs.map(({ state }) => state.name);
const cutouts = (names: string) =>
  Object.fromEntries(
    each(names).map((name) => [`${name}.png`, cutoutOf(`picture ${name}.jpg`).toString()]),
  );
const held = async ({ held: now }: ReturnType<typeof gate>, names: string) => {
  await eventually(() => {
    expect(now()).toEqual(letters(names));
  });
};

describe('order', () => {
  it('runs jobs in the order in which they were added, as many at once as it may', async () => {
    const door = gate();
    const { queue, add, out } = await setUp('abcd', door.behave, { concurrency: 2 });
    add('abcd');
    await held(door, 'ab');
    door.release('b.jpg');
    await held(door, 'ac');
    for (const name of ['a.jpg', 'c.jpg']) door.release(name);
    await held(door, 'd');
    door.release('d.jpg');
    await queue.whenIdle();
    expect(await out()).toEqual(cutouts('abcd'));
  });

  it('takes on another number of pictures at once, and lets those beyond it end', async () => {
    const door = gate();
    const { queue, add, out } = await setUp('abcdef', door.behave, { concurrency: 1 });
    add('abcdef');
    await held(door, 'a');
    queue.setConcurrency(3);
    await held(door, 'abc');
    queue.setConcurrency(1);
    for (const name of ['a.jpg', 'b.jpg']) door.release(name);
    await eventually(() => {
      expect(queue.counts()).toMatchObject({ done: 2, running: 1 });
    });
    door.release('c.jpg');
    await held(door, 'd');
    for (const name of ['d.jpg', 'e.jpg', 'f.jpg']) {
      await eventually(() => {
        expect(door.held()).toEqual([name]);
      });
      door.release(name);
    }
    await queue.whenIdle();
    expect(await out()).toEqual(cutouts('abcdef'));
  });

  it('runs what is moved or of a higher priority first', async () => {
    const { queue, add, order, jobs } = await setUp('abcdef');
    queue.pause();
    add('abcd');
    add('ef', { priority: priorities.background });
    const ids = jobs().map(({ id }) => id);
    queue.move(ids.slice(3, 4), ids[0] ?? null);
    queue.prioritise({ kind: 'jobs', jobs: ids.slice(5) }, priorities.interactive);
    queue.resume();
    await queue.whenIdle();
    expect(order()).toBe('fdabce');
  });

  it('lets an interactive picture begin though a batch fills the queue, and says it is urgent', async () => {
    const door = gate();
    const { queue, add, runs } = await setUp('abcxy', door.behave, { concurrency: 2 });
    add('abc');
    await held(door, 'ab');
    add('xy', { priority: priorities.interactive });
    await held(door, 'abx');
    expect(runs.map(({ urgent }) => urgent)).toEqual([false, false, true]);
    queue.cancel({ kind: 'all' });
    await queue.whenIdle();
  });
});

describe('pause', () => {
  it('lets what is at work end, begins nothing more, and is kept over a restart', async () => {
    const door = gate();
    const { queue, add, ends, open, order } = await setUp('abc', door.behave);
    add('abc');
    await held(door, 'a');
    queue.pause();
    door.release('a.jpg');
    await queue.whenIdle();
    expect(ends).toEqual([['a', 'done']]);
    expect(queue.state()).toMatchObject({ paused: true, keepAwake: false });
    await queue.close();
    const { queue: next } = await open();
    await next.whenIdle();
    expect(order()).toBe('a');
    next.resume();
    await held(door, 'b');
    next.cancel({ kind: 'all' });
  });

  it('of a batch lets the others go on', async () => {
    const { queue, add, order } = await setUp('abcd');
    queue.pause();
    const { batch } = add('ab');
    add('cd');
    queue.pauseBatch(batch, true);
    queue.resume();
    await queue.whenIdle();
    expect(order()).toBe('cd');
    queue.pauseBatch(batch, false);
    await queue.whenIdle();
    expect(order()).toBe('cdab');
  });
});

describe('cancel', () => {
  it.each([
    ['all', () => ({ kind: 'all' }) as const, 'cancelled cancelled cancelled cancelled'],
    [
      'a batch',
      (batch: number) => ({ kind: 'batch', batch }) as const,
      'cancelled cancelled done done',
    ],
    [
      'one at work',
      (_: number, [first = 0]: readonly number[]) => ({ kind: 'jobs', jobs: [first] }) as const,
      'cancelled done done done',
    ],
    [
      'one that waits',
      (_: number, [, second = 0]: readonly number[]) => ({ kind: 'jobs', jobs: [second] }) as const,
      'done cancelled done done',
    ],
  ])('%s: stops it, leaves no temp file, and touches no other', async (_, scope, expected) => {
    const door = gate();
    const setting = await setUp('abcd', door.behave);
    const { queue, add, jobs, out } = setting;
    const { batch, jobs: ids } = add('ab');
    add('cd');
    await held(door, 'a');
    queue.cancel(scope(batch, ids));
    const opener = setInterval(() => {
      for (const name of door.held()) door.release(name);
    }, 5);
    await queue.whenIdle();
    clearInterval(opener);
    expect(states(jobs()).join(' ')).toBe(expected);
    const done = each('abcd')
      .filter((_, i) => expected.split(' ')[i] === 'done')
      .join('');
    expect(await out()).toEqual(cutouts(done));
  });
});

describe('retry', () => {
  it('runs failed ones again, of one batch, and with another model', async () => {
    const asked: string[] = [];
    let failing = true;
    const behave: Behaviour = ({ name }) => {
      if (failing && !name.endsWith('b.jpg')) throw new OffcutError('no-subject');
    };
    const { queue, add, jobs, ends } = await setUp('abc', behave, {
      resolveModel: (id) => {
        asked.push(id);
        return Promise.resolve({ entry: fakeModel(), file: 'fake.onnx' });
      },
    });
    const { batch } = add('ab');
    add('c');
    await queue.whenIdle();
    expect(states(jobs())).toEqual(['failed', 'done', 'failed']);
    failing = false;
    expect(queue.retry({ kind: 'batch', batch }, ['failed'], 'better')).toBe(1);
    await queue.whenIdle();
    expect(states(jobs())).toEqual(['done', 'done', 'failed']);
    expect(asked).toEqual(['auto', 'better']);
    expect(queue.retry({ kind: 'all' })).toBe(1);
    await queue.whenIdle();
    expect(ends.map(([name, end]) => `${name} ${end}`)).toEqual([
      'a failed',
      'b done',
      'c failed',
      'a done',
      'c done',
    ]);
  });

  it('runs a cancelled one again, and a done one beside its first output', async () => {
    const { queue, add, jobs, out } = await setUp('ab');
    queue.pause();
    const { jobs: ids } = add('ab');
    queue.cancel({ kind: 'jobs', jobs: ids.slice(1) });
    queue.resume();
    await queue.whenIdle();
    expect(states(jobs())).toEqual(['done', 'cancelled']);
    expect(queue.retry({ kind: 'all' }, ['done', 'cancelled'])).toBe(2);
    await queue.whenIdle();
    expect(Object.keys(await out()).sort()).toEqual(['a (2).png', 'a.png', 'b.png']);
  });
});

describe('failures', () => {
  it('stop no other picture, and keep their code', async () => {
    const { queue, add, jobs, out, store } = await setUp('abc', ({ name }) => {
      if (name.endsWith('b.jpg')) throw new OffcutError('picture-quarantined', { reason: 'x' });
    });
    add('abc');
    await queue.whenIdle();
    expect(jobs()[1]?.state).toMatchObject({
      name: 'failed',
      error: { code: 'picture-quarantined' },
    });
    expect(store.attempts(jobs()[1]?.id ?? 0)).toHaveLength(1);
    expect(await out()).toEqual(cutouts('ac'));
  });

  it('that pass are tried again, ever later, until they are given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const starts: number[] = [];
      const { add, jobs, ends } = await setUp('a', () => {
        starts.push(Date.now());
        throw new OffcutError('engine-unavailable', { reason: 'x' });
      });
      add('a');
      const isOver = () => states(jobs())[0] === 'failed';
      for (let i = 0; i < 50_000 && !isOver(); i++) {
        await new Promise((resolve) => setImmediate(resolve));
        await vi.advanceTimersByTimeAsync(50);
      }
      expect(ends.map(([, end]) => end)).toEqual(Array(5).fill('failed'));
      expect(states(jobs())).toEqual(['failed']);
      const waits = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
      for (const [i, least] of [2_000, 8_000, 32_000, 128_000].entries()) {
        expect(waits[i]).toBeGreaterThanOrEqual(least);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it('that pass are over when they have passed, whatever the clock says', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let clock = 2e12;
      let failures = 1;
      const { queue, add, jobs } = await setUp(
        'a',
        () => {
          if (failures-- > 0) throw new OffcutError('engine-unavailable', { reason: 'x' });
        },
        { clock: () => clock },
      );
      add('a');
      await eventually(() => {
        expect(jobs()[0]?.state).toMatchObject({ name: 'queued', notBefore: 2e12 + 2_000 });
      });
      clock = 1e12;
      queue.prioritise({ kind: 'all' }, priorities.interactive);
      expect(states(jobs())).toEqual(['queued']);
      await vi.advanceTimersByTimeAsync(2_000);
      await queue.whenIdle();
      expect(states(jobs())).toEqual(['done']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of the model are those of its jobs', async () => {
    const { queue, add, jobs } = await setUp('a', undefined, {
      resolveModel: () => Promise.reject(new OffcutError('model-missing', { id: 'x', remedy: '' })),
    });
    add('a');
    await queue.whenIdle();
    expect(jobs()[0]?.state).toMatchObject({ error: { code: 'model-missing' } });
  });

  it('of an engine that was closed under the queue are not the picture’s', async () => {
    const { queue, add, jobs } = await setUp('a', () => {
      throw new OffcutError('cancelled');
    });
    add('a');
    await eventually(() => {
      expect(jobs()[0]?.state).toMatchObject({
        name: 'queued',
        notBefore: expect.any(Number) as unknown,
      });
    });
    queue.cancel({ kind: 'all' });
  });
});

describe('sources', () => {
  it('that are gone fail; whole folders that are gone may come back', async () => {
    const { queue, add, jobs, setting } = await setUp('ab');
    queue.pause();
    add('ab');
    await rm(path.join(setting.sources, 'a.jpg'));
    queue.resume();
    await queue.whenIdle();
    expect(jobs()[0]?.state).toMatchObject({ error: { code: 'input-not-found' } });
    expect(states(jobs())).toEqual(['failed', 'done']);

    await rm(setting.sources, { recursive: true });
    queue.retry({ kind: 'all' });
    await eventually(() => {
      const [attempt] = queue.attempts(jobs()[0]?.id ?? 0).slice(-1);
      expect(attempt?.error?.code).toBe('input-offline');
    });
    expect(jobs()[0]?.state).toMatchObject({
      name: 'queued',
      notBefore: expect.any(Number) as unknown,
    });
    queue.cancel({ kind: 'all' });
  });

  it('that change while they are worked on are cut again, whether that failed or not', async () => {
    let changes = 2;
    const { queue, add, jobs, store } = await setUp(
      'a',
      async ({ source }) => {
        if (changes-- <= 0) return;
        await writeFile(source, `version ${changes}`);
        await utimes(source, changes, changes);
        if (changes === 0) throw new OffcutError('input-damaged', { reason: 'cut short' });
      },
      { random: () => -0.4999 },
    );
    add('a');
    await queue.whenIdle();
    expect(states(jobs())).toEqual(['done']);
    const errors = store.attempts(jobs()[0]?.id ?? 0).map(({ error }) => error?.code);
    expect(errors).toEqual(['input-changed', 'input-changed', undefined]);
  });

  it('of a hot folder are written to its ledger by the version that was cut', async () => {
    const { queue, setting, store } = await setUp('ab', ({ name }) => {
      if (name.endsWith('b.jpg')) throw new OffcutError('no-subject');
    });
    const hotFolder = store.addHotFolder(
      {
        folder: setting.sources,
        destination: setting.out,
        preset: null,
        recursive: true,
        include: [],
        exclude: [],
        afterwards: 'leave',
        doneFolder: null,
        afterwardsFrom: 0,
        pollEvery: null,
        paused: false,
        consent: null,
      },
      batchOf(setting, []).recipe,
    );
    queue.add(batchOf(setting, letters('ab'), { hotFolder }));
    await queue.whenIdle();
    expect(queue.hotFolders.ledgerEntry(hotFolder, 'a.jpg')).toMatchObject({
      outcome: 'done',
      bytes: 'picture a.jpg'.length,
    });
    expect(queue.hotFolders.ledgerEntry(hotFolder, 'b.jpg')).toMatchObject({ outcome: 'failed' });
  });
});

describe('destinations', () => {
  it.each([
    ['rename', { 'a.png': 'precious', 'a (2).png': cutouts('a')['a.png'] }, 'done'],
    ['skip', { 'a.png': 'precious' }, 'skipped'],
    ['overwrite', cutouts('a'), 'done'],
  ] as const)('that appear while the picture is worked on: %s', async (placement, out, name) => {
    const target: { path?: string } = {};
    const {
      queue,
      add,
      jobs,
      out: found,
      setting,
    } = await setUp('a', () => writeFile(target.path ?? '', 'precious'));
    target.path = path.join(setting.out, 'a.png');
    add('a', { placement });
    await queue.whenIdle();
    expect(states(jobs())).toEqual([name]);
    expect(await found()).toEqual(out);
  });

  it('that are there already are skipped before the engine is asked', async () => {
    const { queue, add, jobs, runs, setting } = await setUp('a');
    await writeFile(path.join(setting.out, 'a.png'), 'precious');
    add('a', { placement: 'skip' });
    await queue.whenIdle();
    expect([states(jobs()), runs.length]).toEqual([['skipped'], 0]);
  });

  it('replace the original, which is in the bin then', async () => {
    const { queue, add, setting } = await setUp('a');
    add('a', {
      placement: 'replace',
      jobs: [
        {
          source: { kind: 'file', path: path.join(setting.sources, 'a.jpg'), folder: '' },
          target: path.join(setting.sources, 'a.png'),
        },
      ],
    });
    await queue.whenIdle();
    expect(await contentsOf(setting.sources)).toEqual(cutouts('a'));
    expect(await contentsOf(setting.bin)).toEqual({ 'a.jpg': 'picture a.jpg' });
  });

  it('that are removed in the middle are made again', async () => {
    let removals = 1;
    const { queue, add, out, ends } = await setUp(
      'ab',
      async ({ target }) => {
        if (removals-- > 0) await rm(path.dirname(target), { recursive: true });
      },
      { random: () => -0.4999 },
    );
    add('ab');
    await queue.whenIdle();
    expect(await out()).toEqual(cutouts('ab'));
    expect(ends.filter(([, end]) => end === 'done')).toHaveLength(2);
  });

  it('that cannot be written to fail for good', async () => {
    const { queue, add, jobs, setting } = await setUp('a');
    await rm(setting.out, { recursive: true });
    await writeFile(setting.out, 'a file');
    add('a');
    await queue.whenIdle();
    expect(jobs()[0]?.state).toMatchObject({ error: { code: 'output-unwritable' } });
  });

  it('that are read-only fail for good', async (context) => {
    const disk = await newDisk('ro');
    if (disk === undefined) {
      context.skip('a disk cannot be mounted here');
      return;
    }
    const { queue, jobs, setting } = await setUp('a');
    queue.add(batchOf({ ...setting, out: disk }, letters('a')));
    await queue.whenIdle();
    expect(jobs()[0]?.state).toMatchObject({
      error: { code: 'output-unwritable', params: { reason: 'EROFS' } },
    });
  });

  it('that are full in truth fail with the same code, and leave nothing', async (context) => {
    const disk = await newDisk('size=64k');
    if (disk === undefined) {
      context.skip('a disk cannot be mounted here');
      return;
    }
    const { queue, jobs, setting } = await setUp('ab');
    await writeFile(path.join(setting.sources, 'a.jpg'), 'x'.repeat(100_000));
    queue.add(batchOf({ ...setting, out: disk }, letters('ab')));
    await queue.whenIdle();
    expect(jobs()[0]?.state).toMatchObject({ error: { code: 'output-disk-full' } });
    expect(await contentsOf(disk)).toEqual(cutouts('b'));
  });

  it('on a full disk fail with their code, and leave nothing', async () => {
    const { queue, add, jobs, out } = await setUp('ab', ({ name, target }) => {
      if (name.endsWith('a.jpg')) throw new OffcutError('output-disk-full', { path: target });
    });
    add('ab');
    await queue.whenIdle();
    expect(jobs()[0]?.state).toMatchObject({ error: { code: 'output-disk-full' } });
    expect(await out()).toEqual(cutouts('b'));
  });

  it('that are not what the engine says it wrote fail', async () => {
    const setting = await setUp('a');
    const { engine } = setting;
    const lying: QueueOptions['engine'] = {
      run: async (job, options) => ({ ...(await engine.run(job, options)), bytes: 1 }),
    };
    await setting.queue.close();
    const { queue } = await openForTest(setting.setting, { engine: lying });
    queue.add(batchOf(setting.setting, letters('a')));
    await queue.whenIdle();
    expect(queue.page({ offset: 0, limit: 1 }).jobs[0]?.state).toMatchObject({
      error: { code: 'output-not-verified' },
    });
    await queue.close();
    expect(await setting.out()).toEqual({});
  });
});

describe('a store that cannot be written to', () => {
  it('stops the queue, which goes on and loses nothing once it can', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let full = false;
      const refuse = () => {
        if (full) throw new OffcutError('queue-disk-full', { path: 'x' });
      };
      const { queue, add, jobs, out, ends } = await setUp(
        'ab',
        () => {
          full = true;
        },
        {},
        (store) => ({
          ...store,
          end: (...args) => {
            refuse();
            store.end(...args);
          },
          claim: (...args) => {
            refuse();
            return store.claim(...args);
          },
        }),
      );
      const notices: string[] = [];
      queue.subscribe((message) => {
        for (const event of message) if (event.type === 'notice') notices.push(event.notice.type);
      });
      add('ab');
      await eventually(async () => {
        await vi.advanceTimersByTimeAsync(100);
        expect(notices).toContain('store-failing');
      });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(states(jobs())).toEqual(['running', 'queued']);
      full = false;
      await eventually(async () => {
        await vi.advanceTimersByTimeAsync(1_000);
        full = false;
        expect(states(jobs())).toEqual(['done', 'done']);
      });
      expect(ends).toEqual([
        ['a', 'done'],
        ['b', 'done'],
      ]);
      expect(notices.filter((type) => type === 'store-works-again').length).toBeGreaterThan(0);
      expect(await out()).toEqual(cutouts('ab'));
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('close', () => {
  it('lets what is at work end within its grace', async () => {
    const door = gate();
    const { queue, add, ends, open } = await setUp('ab', door.behave);
    add('ab');
    await held(door, 'a');
    const closed = queue.close(60_000);
    door.release('a.jpg');
    await closed;
    expect(ends).toEqual([['a', 'done']]);
    const { queue: next } = await open();
    expect(next.counts()).toMatchObject({ done: 1 });
    next.cancel({ kind: 'all' });
  });

  it('lets nothing wait again that was cancelled a moment before', async () => {
    const door = gate();
    const { queue, add, ends } = await setUp('a', door.behave);
    add('a');
    await held(door, 'a');
    queue.cancel({ kind: 'all' });
    await queue.close();
    expect(ends).toEqual([['a', 'cancelled']]);
  });

  it('lets go of the rest, which waits again, and leaves no temp file', async () => {
    const door = gate();
    const inTurn: Behaviour = async (job, options) => {
      try {
        await door.behave(job, options);
      } finally {
        // Those that are let go of together end in any order: here the second after the first.
        if (path.basename(job.name) === 'b.jpg') {
          await vi.waitUntil(() => ends.length === 1, { timeout: 4_000 });
        }
      }
    };
    const { queue, add, ends, out, store } = await setUp('ab', inTurn, { concurrency: 2 });
    add('ab');
    await held(door, 'ab');
    const before = queue.attempts(1).length;
    await queue.close();
    expect(before).toBe(1);
    expect(ends).toEqual([
      ['a', 'interrupted'],
      ['b', 'interrupted'],
    ]);
    expect(await out()).toEqual({});
    expect(() => store.counts()).toThrow('closed');
  });
});

describe('state', () => {
  it('says what is at work, how far it is, and whether the machine must stay awake', async () => {
    const door = gate();
    const { queue, add } = await setUp('ab', async (job, options) => {
      options.onStage?.('matte');
      await door.behave(job, options);
    });
    expect(queue.state()).toMatchObject({ keepAwake: false, atWork: [] });
    const { batch } = add('ab');
    await held(door, 'a');
    expect(queue.state()).toMatchObject({
      keepAwake: true,
      counts: { queued: 1, running: 1 },
      totals: { ended: 0, all: 2, perMinute: null, msLeft: null },
      atWork: [{ job: 1, batch, stage: 'matte', model: 'fake', device: 'cpu' }],
    });
    door.release('a.jpg');
    await held(door, 'b');
    const { totals } = queue.state();
    expect(totals).toMatchObject({ ended: 1, all: 2 });
    expect(totals.perMinute).toBeGreaterThan(0);
    expect(totals.msLeft).toBeGreaterThan(0);
    door.release('b.jpg');
    await queue.whenIdle();
    expect(queue.state()).toMatchObject({ keepAwake: false, totals: { msLeft: null } });
    expect(queue.clear({ kind: 'all' }, ['done'])).toBe(2);
    expect(queue.state().totals).toMatchObject({ ended: 0, all: 0 });
  });
});
