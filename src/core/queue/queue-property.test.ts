import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  batchOf,
  contentsOf,
  cutoutOf,
  fakeEngine,
  gate,
  openForTest,
  queueSetting,
} from '../../../test/helpers/live-queue.ts';
import { OffcutError } from '../../shared/errors.ts';
import { priorities } from '../../shared/queue.ts';
import type { JobEnd } from './store/queue-store.ts';

const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];

const command = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), of: fc.nat(3) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('finish' as const), of: fc.nat(3) }) },
  fc.record({
    do: fc.constantFrom('fail' as const, 'cancel' as const, 'move' as const, 'first' as const),
    of: fc.nat(7),
  }),
  fc.record({
    do: fc.constantFrom(
      'pause' as const,
      'resume' as const,
      'retry' as const,
      'clear' as const,
      'reopen' as const,
    ),
    of: fc.constant(0),
  }),
);

/** Lets what was begun get as far as it can by itself. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 2));

it('ends each job once, gives no two outputs one path, and leaves no temp file, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 25 }), async (commands) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'offcut-test-'));
      const setting = await queueSetting(folder, names);
      const door = gate();
      const { engine } = fakeEngine(door.behave);
      const ends = new Map<number, JobEnd['outcome'][]>();
      const outputs: string[] = [];
      const open = async () => {
        const opened = await openForTest(setting, { engine, concurrency: 2 });
        opened.queue.onEnd((job, end) => {
          ends.set(job.id, [...(ends.get(job.id) ?? []), end.outcome]);
          if (end.outcome === 'done') outputs.push(end.output.path);
        });
        return opened;
      };
      let { queue } = await open();
      const ids = () => queue.page({ offset: 0, limit: 1_000 }).jobs.map(({ id }) => id);
      const pick = (n: number) => ids().slice(n, n + 1);
      for (const { do: what, of } of commands) {
        const name = door.held()[of % 2] ?? '';
        if (what === 'add') queue.add(batchOf(setting, names.slice(0, of + 1)));
        if (what === 'finish') door.release(name);
        if (what === 'fail') door.release(name, new OffcutError('no-subject'));
        if (what === 'cancel') queue.cancel({ kind: 'jobs', jobs: pick(of) });
        if (what === 'move') queue.move(pick(of), ids()[0] ?? null);
        if (what === 'first') {
          queue.prioritise({ kind: 'jobs', jobs: pick(of) }, priorities.interactive);
        }
        if (what === 'pause') queue.pause();
        if (what === 'resume') queue.resume();
        if (what === 'retry') queue.retry({ kind: 'all' }, ['failed', 'cancelled', 'done']);
        if (what === 'clear') queue.clear({ kind: 'all' }, ['done', 'cancelled']);
        if (what === 'reopen') {
          await queue.close();
          ({ queue } = await open());
        }
        await settle();
      }
      queue.resume();
      const opener = setInterval(() => {
        for (const name of door.held()) door.release(name);
      }, 1);
      await queue.whenIdle();
      clearInterval(opener);

      const { jobs } = queue.page({ offset: 0, limit: 1_000 });
      for (const { id, state, attempts } of jobs) {
        expect(['done', 'failed', 'cancelled']).toContain(state.name);
        // One end for each attempt: none was lost, none was told twice.
        const ofJob = ends.get(id) ?? [];
        expect(ofJob).toHaveLength(attempts);
        expect(queue.attempts(id).map(({ outcome }) => outcome)).toEqual(ofJob);
      }
      await queue.close();
      expect(new Set(outputs).size).toBe(outputs.length);
      const found = await contentsOf(setting.out);
      expect(Object.keys(found).sort()).toEqual(
        outputs.map((output) => path.basename(output)).sort(),
      );
      for (const [name, content] of Object.entries(found)) {
        expect(content).toBe(cutoutOf(`picture ${name[0] ?? ''}.jpg`).toString());
      }
      await rm(folder, { recursive: true, force: true });
    }),
    { numRuns: 20 },
  );
});
