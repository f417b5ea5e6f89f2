import { createHash } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  batchOf,
  contentsOf,
  cutoutOf,
  factsOf,
  fakeEngine,
  openForTest,
  queueSetting,
  type QueueSetting,
} from '../../../test/helpers/live-queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { Placement } from '../../shared/queue.ts';
import type { QueueNotice } from '../../shared/queue-events.ts';
import { fileVersion } from '../files/hash-file.ts';
import { tempPathFor } from '../files/temp-name.ts';
import { openQueueStore } from './store/open-queue-store.ts';

const newFolder = useTempFolder();

const cutout = cutoutOf('picture a.jpg');
const sha256 = createHash('sha256').update(cutout).digest('hex');

interface Left {
  readonly setting: QueueSetting;
  readonly temp: string;
  readonly place: string;
}

interface Leave {
  readonly placement?: Placement;
  /** Whether the output was proven. */
  readonly written?: boolean;
  /** Which place was about to be taken. */
  readonly place?: string;
  readonly target?: string;
}

/** A queue whose owner was killed while it had a.jpg at work; `disk` is what it left there. */
async function leave(
  { placement = 'rename', written = true, place = 'out/a.png', target = 'out/a.png' }: Leave,
  disk: (left: Left) => Promise<unknown>,
): Promise<Left> {
  const folder = await newFolder();
  const setting = await queueSetting(folder, ['a.jpg']);
  const { store } = await openQueueStore(setting.dataFolder);
  const source = path.join(setting.sources, 'a.jpg');
  store.addBatch({
    ...batchOf(setting, ['a.jpg'], { placement }),
    jobs: [
      { source: { kind: 'file', path: source, folder: '' }, target: path.join(folder, target) },
    ],
  });
  let temp = '';
  const job = store.claim(1, (waiting) => (temp = tempPathFor(waiting.target)));
  if (job === undefined) throw new Error('nothing was claimed');
  const left = { setting, temp, place: path.join(folder, place) };
  if (written) {
    const output = { path: left.place, bytes: cutout.length, sha256 };
    const version = placement === 'replace' ? await fileVersion(source) : undefined;
    store.recordWritten(job.id, output, factsOf(cutout.length), version);
  }
  await disk(left);
  store.close();
  return left;
}

/** Opens the queue again and lets it work; what it did, and what is on the disk then. */
async function open({ setting }: Left) {
  const { engine, runs } = fakeEngine();
  const notices: QueueNotice[] = [];
  const { queue, store } = await openForTest(setting, { engine });
  queue.subscribe((message) => {
    for (const event of message) if (event.type === 'notice') notices.push(event.notice);
  });
  await queue.whenIdle();
  const [job] = queue.page({ offset: 0, limit: 1 }).jobs;
  const attempts = job === undefined ? [] : store.attempts(job.id);
  await queue.close();
  return {
    state: job?.state,
    outcomes: attempts.map(({ outcome }) => outcome),
    ranAgain: runs.length === 1,
    notices,
    out: await contentsOf(setting.out),
    in: await contentsOf(setting.sources),
    bin: await contentsOf(setting.bin),
  };
}

const whole = cutout.toString();

describe('a picture that was not finished', () => {
  it('runs again, and its temp file is gone', async () => {
    const left = await leave({ written: false }, ({ temp }) => writeFile(temp, 'half'));
    const after = await open(left);
    expect(after.out).toEqual({ 'a.png': whole });
    expect(after.outcomes).toEqual(['interrupted', 'done']);
    expect(after.notices).toContainEqual({ type: 'recovered', finished: 0, again: 1 });
  });

  it('runs again when its proven temp file is gone or not what was proven', async () => {
    for (const content of [undefined, 'half', 'x'.repeat(cutout.length)]) {
      const left = await leave({}, async ({ temp }) => {
        if (content !== undefined) await writeFile(temp, content);
      });
      const after = await open(left);
      expect([after.ranAgain, after.out]).toEqual([true, { 'a.png': whole }]);
    }
  });
});

describe('a picture whose output was proven', () => {
  it('is moved when the place is free', async () => {
    const after = await open(await leave({}, ({ temp }) => writeFile(temp, cutout)));
    expect([after.ranAgain, after.out]).toEqual([false, { 'a.png': whole }]);
    expect(after.state).toMatchObject({ name: 'done', facts: { bytes: cutout.length } });
    expect(after.notices).toContainEqual({ type: 'recovered', finished: 1, again: 0 });
  });

  it('is done when it was moved', async () => {
    const after = await open(await leave({}, ({ place }) => writeFile(place, cutout)));
    expect([after.ranAgain, after.out]).toEqual([false, { 'a.png': whole }]);
    expect(after.outcomes).toEqual(['done']);
  });

  it('is done when it has both names, and loses the temp name', async () => {
    const left = await leave({}, async ({ temp, place }) => {
      await writeFile(temp, cutout);
      await link(temp, place);
    });
    const after = await open(left);
    expect([after.ranAgain, after.out]).toEqual([false, { 'a.png': whole }]);
  });

  it('does not take an equal file of an earlier run for its own', async () => {
    const left = await leave({}, async ({ temp, place }) => {
      await writeFile(temp, cutout);
      await writeFile(place, cutout);
    });
    const after = await open(left);
    expect(after.out).toEqual({ 'a.png': whole, 'a (2).png': whole });
    expect(after.state).toMatchObject({
      output: { path: path.join(left.setting.out, 'a (2).png') },
    });
  });

  it.each([
    ['rename', { 'a.png': 'precious', 'a (2).png': whole }, 'done'],
    ['skip', { 'a.png': 'precious' }, 'skipped'],
    ['overwrite', { 'a.png': whole }, 'done'],
  ] as const)(
    'goes on by its placement when the place was taken: %s',
    async (placement, out, name) => {
      const left = await leave({ placement }, async ({ temp, place }) => {
        await writeFile(temp, cutout);
        await writeFile(place, 'precious');
      });
      const after = await open(left);
      expect([after.ranAgain, after.out, after.state?.name]).toEqual([false, out, name]);
    },
  );

  it.each(['rename', 'skip'] as const)(
    'fills the name that it had taken where there are no links: %s',
    async (placement) => {
      const left = await leave({ placement }, async ({ temp, place }) => {
        await writeFile(temp, cutout);
        await writeFile(place, '');
      });
      expect((await open(left)).out).toEqual({ 'a.png': whole });
    },
  );

  it('runs again when its output was changed since, and says so', async () => {
    const left = await leave({}, ({ place }) => writeFile(place, 'retouched'));
    const after = await open(left);
    expect(after.out).toEqual({ 'a.png': 'retouched', 'a (2).png': whole });
    expect(after.notices).toContainEqual({ type: 'orphan', job: 1, path: left.place });
  });
});

describe('an output that replaces its original', () => {
  const replace = { placement: 'replace', target: 'in/a.png', place: 'in/a.png' } as const;
  const original = 'picture a.jpg';
  const replaced = { in: { 'a.png': whole }, bin: { 'a.jpg': original } };

  it.each([
    ['before the move', ({ temp }: Left) => writeFile(temp, cutout)],
    ['after the move', ({ place }: Left) => writeFile(place, cutout)],
    [
      'in the middle of the move',
      async ({ temp, place }: Left) => {
        await writeFile(temp, cutout);
        await link(temp, place);
      },
    ],
  ])('is finished: killed %s', async (_, disk) => {
    const after = await open(await leave(replace, disk));
    expect(after).toMatchObject({ ranAgain: false, ...replaced });
    expect(Object.keys(after.in)).toEqual(['a.png']);
  });

  it('is finished: killed after the original was binned', async () => {
    const left = await leave(replace, async ({ setting, place }) => {
      await writeFile(place, cutout);
      await setting.moveToTrash(path.join(setting.sources, 'a.jpg'));
    });
    expect(await open(left)).toMatchObject({ ranAgain: false, ...replaced });
  });

  const same = { placement: 'replace', target: 'in/a.jpg', place: 'in/a.jpg' } as const;

  it.each([
    ['before the original is binned', ({ temp }: Left) => writeFile(temp, cutout)],
    [
      'after the original is binned',
      async ({ temp, setting }: Left) => {
        await writeFile(temp, cutout);
        await setting.moveToTrash(path.join(setting.sources, 'a.jpg'));
      },
    ],
    [
      'after the move',
      async ({ place, setting }: Left) => {
        await setting.moveToTrash(path.join(setting.sources, 'a.jpg'));
        await writeFile(place, cutout);
      },
    ],
  ])('takes the very name of the original: killed %s', async (_, disk) => {
    const after = await open(await leave(same, disk));
    expect([after.ranAgain, after.in, after.bin]).toEqual([
      false,
      { 'a.jpg': whole },
      { 'a.jpg': original },
    ]);
  });

  it('never bins a picture that is not the one that was cut', async () => {
    const left = await leave(replace, async ({ temp, setting }) => {
      await writeFile(temp, cutout);
      await writeFile(path.join(setting.sources, 'a.jpg'), 'a newer picture');
    });
    const after = await open(left);
    // It was cut anew, and then it is the newer picture that goes.
    expect(after.ranAgain).toBe(true);
    expect(after.in).toEqual({ 'a.png': cutoutOf('a newer picture').toString() });
    expect(after.bin).toEqual({ 'a.jpg': 'a newer picture' });

    const moved = await leave(replace, async ({ place, setting }) => {
      await writeFile(place, cutout);
      await writeFile(path.join(setting.sources, 'a.jpg'), 'a newer picture');
    });
    const kept = await open(moved);
    expect(kept.in).toEqual({ 'a.png': whole, 'a.jpg': 'a newer picture' });
    expect([kept.state?.name, kept.bin]).toEqual(['done', {}]);
  });
});

it('leaves what it cannot look at as failed, and does nothing twice', async () => {
  const left = await leave({ place: `out/${'x'.repeat(300)}` }, ({ temp }) =>
    writeFile(temp, cutout),
  );
  const after = await open(left);
  expect(after.state).toMatchObject({ name: 'failed', error: { code: 'output-name-too-long' } });
  expect(after.out).toEqual({});
});

it('removes once more what an engine wrote after its owner had died', async () => {
  const left = await leave({ written: false }, () => Promise.resolve());
  const { engine } = fakeEngine();
  const { queue } = await openForTest(left.setting, { engine });
  await queue.whenIdle();
  await writeFile(left.temp, 'late');
  await queue.close();
  expect(await contentsOf(left.setting.out)).toEqual({ 'a.png': whole });
  expect(await readFile(path.join(left.setting.sources, 'a.jpg'), 'utf8')).toBe('picture a.jpg');
  await rm(left.setting.folder, { recursive: true });
});
