import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  batchOf,
  contentsOf,
  fakeEngine,
  openForTest,
  queueSetting,
  type OpenedForTest,
} from '../../../test/helpers/live-queue.ts';
import { facts } from '../../../test/helpers/queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { Consent } from '../../shared/consent.ts';
import { OffcutError } from '../../shared/errors.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import type { CloudPicture } from '../providers/cloud.ts';
import { noConsent } from '../providers/cut-by-policy.ts';
import type { QueueOptions } from './queue.ts';

const newFolder = useTempFolder();
const opened: OpenedForTest[] = [];
afterEach(async () => {
  for (const { queue } of opened.splice(0)) await queue.close();
});

const consent: Consent = { providers: ['poof'], at: 5 };

/** A queue over two pictures, of which the engine cuts `a` alone. */
async function setUp(engine: RecipeInput['engine'], agreed: Consent | null) {
  const setting = await queueSetting(await newFolder(), ['a.jpg', 'b.jpg']);
  const fake = fakeEngine(({ name }) => {
    if (name.endsWith('b.jpg')) throw new OffcutError('no-subject');
  });
  const asked: { readonly given: Consent | null; readonly picture: CloudPicture }[] = [];
  const permit: QueueOptions['permit'] = (given) =>
    given === null
      ? noConsent()
      : {
          order: ['poof'],
          cloud: {
            cut: async (picture) => {
              asked.push({ given, picture });
              const bytes = Buffer.from(`from afar: ${path.basename(picture.name)}`);
              await writeFile(picture.target, bytes);
              const provider = { id: 'poof', credits: 1, ms: 9, request: 'r', because: null };
              return { ...facts, bytes: bytes.length, model: null, provider };
            },
          },
        };
  const open = async () => {
    const result = await openForTest(setting, { engine: fake.engine, permit });
    opened.push(result);
    return result;
  };
  const first = await open();
  first.queue.pause();
  const recipe = parseRecipe({ engine });
  first.queue.add(batchOf(setting, ['a.jpg', 'b.jpg'], { recipe, consent: agreed }));
  // What was agreed to outlives the process that asked.
  await first.queue.close();
  opened.pop();
  const { queue } = await open();
  queue.resume();
  await queue.whenIdle();
  const { jobs } = queue.page({ offset: 0, limit: 9 });
  return { jobs, asked, runs: fake.names(), out: await contentsOf(setting.out), setting };
}

describe('a job whose recipe asks providers', () => {
  it('is cut by one with the consent of its batch, where it is not cut here', async () => {
    const { jobs, asked, out } = await setUp({ policy: 'local-then-cloud' }, consent);
    expect(jobs.map(({ state }) => state.name)).toEqual(['done', 'done']);
    const second = jobs[1];
    expect(asked).toMatchObject([
      {
        given: consent,
        picture: {
          job: second?.id,
          address: null,
          because: expect.stringContaining('No subject') as string,
        },
      },
    ]);
    expect(out['b.png']).toBe('from afar: b.jpg');
    expect(second?.state).toMatchObject({ facts: { provider: { id: 'poof', credits: 1 } } });
  });

  it('needs no model where every picture is sent', async () => {
    const { jobs, runs, out } = await setUp({ policy: 'cloud' }, consent);
    expect([jobs.map(({ state }) => state.name), runs]).toEqual([['done', 'done'], []]);
    expect(Object.values(out).sort()).toEqual(['from afar: a.jpg', 'from afar: b.jpg']);
  });

  it.each([
    ['local-then-cloud', ['done', 'failed'], 'no-subject'],
    ['cloud', ['failed', 'failed'], 'consent-missing'],
  ] as const)('is sent nowhere without it: %s', async (policy, states, code) => {
    const { jobs, asked, setting } = await setUp({ policy }, null);
    expect(jobs.map(({ state }) => state.name)).toEqual(states);
    expect(jobs[1]?.state).toMatchObject({ error: { code } });
    expect(asked).toEqual([]);
    expect(await readFile(path.join(setting.sources, 'b.jpg'), 'utf8')).toBe('picture b.jpg');
  });
});
