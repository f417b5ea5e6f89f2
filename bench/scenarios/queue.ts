import path from 'node:path';
import { facts, newBatch, newJobs, tempFor, written } from '../../test/helpers/queue.ts';
import { openQueueStore } from '../../src/core/queue/store/open-queue-store.ts';
import type { JobQuery, QueueStore } from '../../src/core/queue/store/queue-store.ts';
import type { BenchContext, Finding, Row, Scenario } from '../scenario.ts';

const BATCH = 10_000;
const BATCHES = 10;
const PAGE = 100;

/** What a user still takes for at once, and what a list can wait for while it scrolls. */
const ADDING = { type: 'at most', limit: 2000 } as const;
const LOOKING = { type: 'at most', limit: 20 } as const;
/** What a list can wait for while somebody types. */
const SEARCHING = { type: 'at most', limit: 250 } as const;

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const times = (rounds: number, work: (round: number) => unknown): readonly number[] =>
  Array.from({ length: rounds }, (_, round) => timed(() => work(round)));

/** Every state is there: some of each batch are done, failed or cancelled. */
function workOn(store: QueueStore, batches: readonly number[]): void {
  for (const batch of batches) {
    store.cancel({ kind: 'jobs', jobs: [batch * BATCH, batch * BATCH - 3] }, 0);
  }
  for (let round = 0; round < 200; round++) runJob(store);
}

function runJob(store: QueueStore): void {
  const job = store.claim(0, tempFor);
  if (job === undefined) throw new Error('the queue is empty');
  const output = written(job.target);
  const unsure = { ...facts, confidence: 0.5 };
  store.recordWritten(job.id, output, unsure);
  store.end(job.id, { outcome: 'done', output, facts: unsure }, 0);
}

function lookAt(store: QueueStore, batches: readonly number[], rounds: number): readonly Row[] {
  const [batch] = batches.slice(-1);
  const far = BATCH * BATCHES - PAGE;
  const last = BATCH * BATCHES;
  const pages: readonly (readonly [name: string, query: Omit<JobQuery, 'limit'>])[] = [
    ['first page', { offset: 0 }],
    ['page in the middle', { offset: far / 2 }],
    ['last page', { offset: far }],
    ['page amid those that wait', { offset: far / 2, states: ['queued', 'running'] }],
    ['page of those that were cancelled', { offset: 0, states: ['cancelled'] }],
    ['last page of a batch', { batch, offset: BATCH - PAGE }],
  ];
  return [
    ...pages.map(([name, query]) => ({
      name,
      samples: times(rounds, () => store.page({ ...query, limit: PAGE })),
    })),
    { name: 'page of those to look at', samples: times(rounds, () => doubtful(store)) },
    { name: 'counts of the queue', samples: times(rounds, () => store.counts()) },
    { name: 'counts of a batch', samples: times(rounds, () => store.counts(batch)) },
    { name: 'where the last job stands', samples: times(rounds, () => store.position(last, {})) },
  ].map((row): Row => ({ ...row, unit: 'ms', goal: LOOKING }));
}

const doubtful = (store: QueueStore) => store.page({ doubtful: true, offset: 0, limit: PAGE });

/** Every source is looked through, whatever is found. */
function searchIn(store: QueueStore, rounds: number): readonly Row[] {
  const searches = ['IMG_2026', '-9999.', 'nowhere', 'Ü'];
  return searches.map((search) => ({
    name: `search for "${search}"`,
    samples: times(rounds, () => store.page({ search, offset: 0, limit: PAGE })),
    unit: 'ms',
    goal: SEARCHING,
  }));
}

async function measure({ folder, quick, say }: BenchContext): Promise<Finding> {
  const data = path.join(folder, 'data');
  const { store } = await openQueueStore(data);
  const batches: number[] = [];
  const jobs = newJobs(BATCH, 'a folder of pictures/IMG_20260102_030405');
  say(`adding ${BATCHES} x ${BATCH} jobs`);
  const adding = times(BATCHES, () => batches.push(store.addBatch(newBatch({ jobs })).batch));
  workOn(store, batches);
  const rounds = quick ? 5 : 50;
  say('looking at them');
  const looking = lookAt(store, batches, rounds);
  const searching = searchIn(store, rounds);
  const running = times(rounds, () => {
    runJob(store);
  });
  const moving = times(rounds, (round) => {
    store.move([BATCH * BATCHES - round], BATCH);
  });
  say('closing and opening');
  const closing = timed(() => store.close());
  const start = performance.now();
  const again = await openQueueStore(data);
  const opening = performance.now() - start;
  again.store.close();
  return {
    title: `${BATCHES * BATCH} jobs`,
    rows: [
      { name: `adding ${BATCH} jobs`, unit: 'ms', samples: adding, goal: ADDING },
      ...looking,
      ...searching,
      { name: 'claim, record and end of a job', unit: 'ms', samples: running },
      { name: 'moving a job far ahead', unit: 'ms', samples: moving },
      { name: 'closing, with a backup', unit: 'ms', samples: [closing] },
      { name: 'opening, with a check', unit: 'ms', samples: [opening] },
    ],
    notes: ['on the disk of the folder for temporary files; every commit waits for it'],
  };
}

export const queue: Scenario = {
  name: 'queue',
  description: "The queue's store with a hundred thousand jobs",
  goal: `adding ${BATCH} jobs at most ${ADDING.limit} ms; every page and count at most ${LOOKING.limit} ms, every search ${SEARCHING.limit} ms`,
  run: async (context) => ({ status: 'measured', findings: [await measure(context)] }),
};
