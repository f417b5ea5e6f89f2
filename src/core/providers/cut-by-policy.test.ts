import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeModel } from '../../../test/helpers/model.ts';
import { facts } from '../../../test/helpers/queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { CutoutFacts } from '../../shared/cutout.ts';
import { OffcutError, type ErrorCode } from '../../shared/errors.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import type { CloudPicture } from './cloud.ts';
import { cutByPolicy, noConsent, type CloudPermit } from './cut-by-policy.ts';
import type { ProviderId } from '../../shared/provider.ts';

const newFolder = useTempFolder();
let target: string;
beforeEach(async () => {
  target = path.join(await newFolder(), 'cutout.tmp');
});

interface Setting {
  /** How sure the model is, or how it fails. */
  readonly here?: number | ErrorCode;
  /** Whether a provider makes it, or how it fails; undefined: nobody agreed to ask one. */
  readonly there?: 'made' | ErrorCode | undefined;
  readonly stop?: AbortController;
  readonly permit?: CloudPermit;
}

const byProvider: CutoutFacts = {
  ...facts,
  model: null,
  provider: { id: 'poof', credits: 1, ms: 1, request: null, because: null },
};

async function cut(
  engine: RecipeInput['engine'],
  { here = 1, there, stop = new AbortController(), permit }: Setting,
) {
  const asked: { picture: CloudPicture; order: readonly ProviderId[] }[] = [];
  let models = 0;
  const picture = {
    ...{ source: 'a.jpg', name: 'a.jpg', target, recipe: parseRecipe({ engine }) },
    ...{ maxPixels: 1e6, lenient: false, address: null, job: 1 },
  };
  const made = await cutByPolicy(
    picture,
    {
      engine: {
        run: async (job) => {
          await writeFile(job.target, 'from here');
          if (typeof here === 'string') throw new OffcutError(here, { reason: 'it did' });
          return { ...facts, confidence: here };
        },
      },
      model: () => {
        models++;
        return Promise.resolve({
          model: { entry: fakeModel(), file: 'fake.onnx' },
          device: 'cpu' as const,
        });
      },
      permit:
        permit ??
        (there === undefined
          ? noConsent()
          : {
              order: ['clipdrop', 'poof'],
              cloud: {
                cut: async (wanted, order) => {
                  asked.push({ picture: wanted, order });
                  await writeFile(wanted.target, 'from there', { flag: 'wx' });
                  if (there === 'cancelled') stop.abort();
                  if (there !== 'made') throw new OffcutError(there, { reasons: '' });
                  return byProvider;
                },
              },
            }),
    },
    { signal: stop.signal },
  ).then(
    (found) => found,
    (error: unknown) => error as OffcutError,
  );
  const code = made instanceof OffcutError ? made.code : null;
  const by = made instanceof OffcutError ? null : (made.provider?.id ?? 'here');
  return { code, by, asked, models };
}

const written = () => readFile(target, 'utf8');
const files = () => readdir(path.dirname(target));

describe('cutByPolicy', () => {
  it('local asks nobody, however it goes', async () => {
    const engine = { policy: 'local' } as const;
    expect(await cut(engine, { here: 0.01, there: 'made' })).toMatchObject({
      by: 'here',
      asked: [],
    });
    const failed = await cut(engine, { here: 'no-subject', there: 'made' });
    expect(failed).toMatchObject({ code: 'no-subject', asked: [] });
  });

  it('cloud needs no model, and consent', async () => {
    const engine = { policy: 'cloud' } as const;
    const made = await cut(engine, { there: 'made' });
    expect(made).toMatchObject({ by: 'poof', models: 0 });
    expect(made.asked).toMatchObject([
      { order: ['clipdrop', 'poof'], picture: { because: null, target } },
    ]);
    expect(await cut(engine, {})).toMatchObject({ code: 'consent-missing', models: 0 });
  });

  it('cloud says why nobody may be asked', async () => {
    const refusal = new OffcutError('cloud-network-off');
    const refused = await cut({ policy: 'cloud' }, { permit: { refusal } });
    expect(refused).toMatchObject({ code: 'cloud-network-off', models: 0 });
  });

  describe('local-then-cloud', () => {
    const engine = { policy: 'local-then-cloud' } as const;

    it.each(['no-subject', 'matte-invalid', 'model-missing', 'picture-quarantined'] as const)(
      'asks a provider after %s, and says why',
      async (code) => {
        const made = await cut(engine, { here: code, there: 'made' });
        expect(made.by).toBe('poof');
        const { message } = new OffcutError(code, { reason: 'it did' });
        expect(made.asked).toMatchObject([{ picture: { target, because: message } }]);
        expect(await written()).toBe('from there');
        // Not one request without consent.
        expect(await cut(engine, { here: code })).toMatchObject({ code, asked: [] });
      },
    );

    it.each(['input-damaged', 'output-disk-full', 'cancelled', 'internal'] as const)(
      'asks nobody after %s',
      async (code) => {
        expect(await cut(engine, { here: code, there: 'made' })).toMatchObject({ code, asked: [] });
      },
    );

    it('asks a provider where the model was in doubt, from the threshold on', async () => {
      const made = await cut(engine, { here: 0.7, there: 'made' });
      expect(made.by).toBe('poof');
      expect(made.asked[0]?.picture.because).toContain('70 %');
      expect(await written()).toBe('from there');
      expect(await files()).toHaveLength(1);
      expect(await cut(engine, { here: 0.75, there: 'made' })).toMatchObject({ asked: [] });
      const strict = { ...engine, minConfidence: 0.9 };
      expect((await cut(strict, { here: 0.75, there: 'made' })).by).toBe('poof');
      expect(await cut(engine, { here: 0.1 })).toMatchObject({ by: 'here' });
    });

    it('keeps the doubtful cutout where no provider makes a better one', async () => {
      const made = await cut(engine, { here: 0.1, there: 'cloud-failed' });
      expect([made.by, made.asked.length]).toEqual(['here', 1]);
      expect(await written()).toBe('from here');
      expect(await files()).toHaveLength(1);
    });

    it('ends as cancelled when nobody waits any more', async () => {
      expect(await cut(engine, { here: 0.1, there: 'cancelled' })).toMatchObject({
        code: 'cancelled',
      });
      expect(await files()).toHaveLength(1);
    });
  });
});
