import { beforeEach, describe, expect, it } from 'vitest';
import { parseRecipe } from '../../../shared/recipe.ts';
import type { ApiJob } from '../store/job-table.ts';
import { JobEnds } from './job-ends.ts';

const open: ApiJob = {
  ...{ id: 'a', key: 'k', dialect: 'tengr', batch: null, queueJob: null, state: 'open' },
  ...{ name: 'a', work: { source: 'a.jpg', recipe: parseRecipe({}), maxPixels: 1 } },
  ...{ request: {}, facts: null, error: null, credits: 1, at: 1, endedAt: null },
};
const ended: ApiJob = { ...open, state: 'cancelled', endedAt: 2 };

let job: ApiJob | undefined;
let ends: JobEnds;
beforeEach(() => {
  job = open;
  ends = new JobEnds({ get: () => job });
});

const never = new AbortController().signal;

it('tells all that listen, until they do not any more', () => {
  const heard: string[] = [];
  ends.subscribe(() => {
    heard.push('first');
    throw new Error('it does not get along');
  });
  const unsubscribe = ends.subscribe(({ id }) => heard.push(id));
  ends.tell(ended);
  unsubscribe();
  ends.tell(ended);
  expect(heard).toEqual(['first', 'a', 'first']);
});

describe('a wait for the end of a job', () => {
  it('ends with the job, and not with another', async () => {
    let isOver = false;
    const settled = ends.settled('a', never).finally(() => (isOver = true));
    ends.tell({ ...ended, id: 'b' });
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    job = ended;
    ends.tell(ended);
    expect(await settled).toBe(ended);
  });

  it('is none for a job that has ended, or that there is not', async () => {
    job = ended;
    expect(await ends.settled('a', never)).toBe(ended);
    job = undefined;
    expect(await ends.settled('a', never)).toBeUndefined();
  });

  it.each(['before', 'while'])('ends %s nobody waits, with the job as it is', async (when) => {
    const gone = new AbortController();
    if (when === 'before') gone.abort();
    const settled = ends.settled('a', gone.signal);
    gone.abort();
    expect(await settled).toBe(open);
  });

  it('ends with the server', async () => {
    const settled = ends.settled('a', never);
    ends.close();
    expect(await settled).toBe(open);
    expect(await ends.settled('a', never)).toBe(open);
  });
});
