import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { AddAnswer } from '../../shared/bridge/contract.ts';
import type { ProviderId } from '../../shared/provider.ts';
import type { NewBatch } from '../../shared/queue.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import { changeSettings, defaultSettings } from '../../shared/settings.ts';
import { stagingSettingsSchema } from '../../shared/staging.ts';
import { Intake } from './intake.ts';

const newFolder = useTempFolder();

const staging = stagingSettingsSchema.parse({
  ...{ endpoint: null, region: 'eu-central-1', bucket: 'pictures', pathStyle: false },
});

interface Setting {
  readonly engine?: RecipeInput['engine'];
  readonly networkOff?: boolean;
  readonly order?: readonly ProviderId[];
}

async function setUp({
  engine = { policy: 'cloud' },
  networkOff = false,
  order = ['poof', 'tengr'],
}: Setting = {}) {
  const names = ['a.jpg', 'b.jpg'];
  const folder = await newFolder();
  await mkdir(path.join(folder, 'in'));
  const sources = names.map((name) => path.join(folder, 'in', name));
  for (const source of sources) await writeFile(source, 'picture');
  const added: NewBatch[] = [];
  const intake = new Intake({
    queue: {
      ask: (_method: string, { batch }: { batch: NewBatch }) => {
        added.push(batch);
        return Promise.resolve({ batch: added.length, jobs: batch.jobs.map((_, at) => at + 1) });
      },
    } as never,
    engine: {} as never,
    settings: () =>
      changeSettings(defaultSettings, { privacy: { networkOff }, providers: { staging } }),
    pictures: folder,
    pasted: path.join(folder, 'pasted'),
    order: () => Promise.resolve(order),
  });
  const inputs = (places: readonly string[] = sources) =>
    places.map((place) => ({
      ...{ kind: 'file' as const, place, name: path.basename(place), id: place },
    }));
  const add = (places?: readonly string[]) =>
    intake.add(inputs(places), { recipe: parseRecipe({ engine }) });
  return { intake, added, add, sources };
}

function planOf(answer: AddAnswer): string {
  if (answer.status === 'added') throw new Error('it was added');
  return answer.plan;
}

describe('Intake, of a recipe that sends pictures', () => {
  it('asks first, with the number, who is asked and what that costs', async () => {
    const { intake, added, add } = await setUp();
    const question = await add();
    expect(question).toMatchObject({
      ...{ status: 'consent', pictures: 2, policy: 'cloud' },
      providers: [
        { id: 'poof', name: 'Poof', credits: 1, byBucket: false },
        { id: 'tengr', name: 'Tengr.ai', credits: 1, byBucket: true },
      ],
    });
    expect(added).toEqual([]);
    const answer = await intake.answerConsent(planOf(question), true);
    expect(answer).toMatchObject({ status: 'added', pictures: 2 });
    const at = expect.any(Number) as number;
    expect(added).toMatchObject([{ consent: { providers: ['poof', 'tengr'], at } }]);
    const again = await refusal(() => intake.answerConsent(planOf(question), true));
    expect(again.code).toBe('choice-gone');
  });

  it('adds what is refused where it can be cut here, and nothing else', async () => {
    const local = await setUp({ engine: { policy: 'local-then-cloud' } });
    const question = await local.add();
    await local.intake.answerConsent(planOf(question), false);
    expect(local.added).toMatchObject([{ consent: null }]);

    const cloud = await setUp();
    const asked = planOf(await cloud.add());
    const refused = await refusal(() => cloud.intake.answerConsent(asked, false));
    expect([refused.code, cloud.added]).toEqual(['consent-missing', []]);
  });

  it('takes no plan with problems for an answer, and asks once those are left out', async () => {
    const { intake, added, add, sources } = await setUp();
    const problems = await add([...sources, '/nowhere/c.jpg']);
    expect(problems.status).toBe('problems');
    const question = await intake.addPlanned(planOf(problems));
    expect(question).toMatchObject({ status: 'consent', pictures: 2 });
    intake.drop(planOf(question));
    const gone = await refusal(() => intake.answerConsent(planOf(question), true));
    expect([gone.code, added]).toEqual(['choice-gone', []]);

    const other = await add([...sources, '/nowhere/c.jpg']);
    const early = await refusal(() => intake.answerConsent(planOf(other), true));
    expect([early.code, added]).toEqual(['choice-gone', []]);
  });

  it('asks nobody while the network is off', async () => {
    const local = await setUp({ engine: { policy: 'local-then-cloud' }, networkOff: true });
    expect(await local.add()).toMatchObject({ status: 'added' });
    expect(local.added).toMatchObject([{ consent: null }]);
    const cloud = await setUp({ networkOff: true });
    expect((await refusal(() => cloud.add())).code).toBe('cloud-network-off');
  });

  it('says when there is nobody to ask', async () => {
    const { add, added } = await setUp({ order: [] });
    expect((await refusal(() => add())).code).toBe('provider-none');
    expect(added).toEqual([]);
  });

  it('does not ask for what is cut here', async () => {
    const { add, added } = await setUp({ engine: { policy: 'local' } });
    expect(await add()).toMatchObject({ status: 'added', pictures: 2 });
    expect(added).toMatchObject([{ consent: null }]);
  });
});
