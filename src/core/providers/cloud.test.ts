import { readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { facts } from '../../../test/helpers/queue.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { budgetSchema } from '../../shared/budget.ts';
import type { CutoutFacts } from '../../shared/cutout.ts';
import { OffcutError, type ErrorCode } from '../../shared/errors.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import type { ApplyJob, UploadJob } from '../engine/question.ts';
import { providerOf } from './catalogue.ts';
import { Cloud, type CloudPicture, type CloudTools } from './cloud.ts';
import { ProviderFailure, type FailureClass } from './failure.ts';
import type { ProviderId } from '../../shared/provider.ts';
import type { ProviderAnswer, ProviderSource } from './provider.ts';
import { SpendBook } from './spend/spend-book.ts';

const newFolder = useTempFolder();
let folder: string;
let spend: SpendBook;
beforeEach(async () => {
  folder = await newFolder();
  spend = SpendBook.open(await newFolder());
  return () => {
    spend.close();
  };
});

type Answers = Partial<Record<ProviderId, (source: ProviderSource) => Promise<ProviderAnswer>>>;

const answer = (credits = 1): ProviderAnswer => ({
  ...{ picture: Buffer.from('a cutout'), credits, remaining: null, request: 'r-1' },
});
const says = (failureClass: FailureClass) => () =>
  Promise.reject(new ProviderFailure(failureClass, { provider: 'It', reason: failureClass }));

const picture: CloudPicture = {
  ...{ source: 'a.jpg', name: 'a.jpg', target: 'b.png', recipe: parseRecipe({}) },
  ...{ maxPixels: 1e6, lenient: false, address: null, job: 7, because: null },
};

/** A cloud whose providers answer so; all that its engine was asked. */
function setUp(
  answers: Answers,
  {
    apply = () => Promise.resolve(facts),
    upload = (job: UploadJob) => writeFile(job.target, 'a picture'),
    perDay = null,
    ownMatte = false,
    book = spend,
    stage = null,
  }: {
    readonly apply?: (job: ApplyJob) => Promise<CutoutFacts>;
    readonly upload?: (job: UploadJob) => Promise<void>;
    readonly perDay?: number | null;
    readonly ownMatte?: boolean;
    readonly book?: CloudTools['spend'];
    readonly stage?: CloudTools['stage'];
  } = {},
) {
  const asked: ProviderId[] = [];
  const uploads: UploadJob[] = [];
  const applied: (ApplyJob & { readonly content: string | null })[] = [];
  const tools: CloudTools = {
    engine: {
      upload: async (job) => {
        uploads.push(job);
        if (ownMatte) return null;
        await upload(job);
        return { width: 4, height: 3, bytes: 9, type: 'image/jpeg' };
      },
      apply: async (job) => {
        const content = job.answer === null ? null : await readFile(job.answer, 'utf8');
        applied.push({ ...job, content });
        return apply(job);
      },
    },
    account: async (id) => {
      const matte = answers[id];
      const provider = providerOf(id);
      if (matte === undefined) {
        const params = { provider: provider.name, variable: 'X' };
        throw new OffcutError('provider-no-key', params);
      }
      const client = {
        provider,
        matte: (source: ProviderSource) => {
          asked.push(id);
          return matte(source);
        },
      };
      const budget = budgetSchema.parse({ pictures: { day: perDay } });
      return Promise.resolve({ client, budget });
    },
    spend: book,
    stage,
    folder,
  };
  return { cloud: new Cloud(tools), asked, uploads, applied };
}

const never = { signal: new AbortController().signal };
const leftBehind = () => readdir(folder);

describe('Cloud', () => {
  it('uploads, asks, applies what was answered, and says who made it', async () => {
    const sources: ProviderSource[] = [];
    const { cloud, uploads, applied } = setUp({
      poof: (source) => {
        sources.push(source);
        return Promise.resolve(answer(3));
      },
    });
    const made = await cloud.cut({ ...picture, because: 'it failed' }, ['poof'], never);
    expect(made).toEqual({
      ...facts,
      provider: {
        ...{ id: 'poof', credits: 3, request: 'r-1', because: 'it failed' },
        ms: expect.any(Number) as number,
      },
    });
    const { limits } = providerOf('poof').capabilities;
    expect(uploads).toMatchObject([{ source: 'a.jpg', limits }]);
    expect(sources).toMatchObject([{ kind: 'file', upload: { width: 4, height: 3 } }]);
    expect(applied).toMatchObject([{ provider: 'poof', target: 'b.png', content: 'a cutout' }]);
    expect(spend.entries('poof', 9)).toMatchObject([
      { job: 7, pictures: 1, credits: 3, settled: true },
    ]);
    expect(await leftBehind()).toEqual([]);
  });

  it.each([
    'auth',
    'credits',
    'rate_limit',
    'too_large',
    'unsupported_image',
    'server',
    'network',
    'interrupted',
    'timeout',
    'bad_response',
  ] as const)('goes on to the next one after %s', async (failureClass) => {
    const answers = { clipdrop: says(failureClass), poof: () => Promise.resolve(answer()) };
    const { cloud, asked } = setUp(answers);
    const made = await cloud.cut(picture, ['clipdrop', 'poof'], never);
    expect([asked, made.provider?.id]).toEqual([['clipdrop', 'poof'], 'poof']);
    expect(await leftBehind()).toEqual([]);
  });

  it.each(['bad_request', 'not_found'] as const)('does not hide %s', async (failureClass) => {
    const answers = { clipdrop: says(failureClass), poof: () => Promise.resolve(answer()) };
    const { cloud, asked } = setUp(answers);
    const error = await refusal(() => cloud.cut(picture, ['clipdrop', 'poof'], never));
    expect(error).toMatchObject({ class: failureClass });
    expect(asked).toEqual(['clipdrop']);
  });

  it('passes over who has no key, takes addresses only, or has nothing left to spend', async () => {
    const poof = () => Promise.resolve(answer());
    const tengr = () => Promise.resolve(answer());
    const { cloud, asked } = setUp({ poof, tengr }, { perDay: 1 });
    const order = ['clipdrop', 'tengr', 'poof'] as const;
    expect((await cloud.cut(picture, order, never)).provider?.id).toBe('poof');
    expect(asked).toEqual(['poof']);

    const spent = await refusal(() => cloud.cut(picture, order, never));
    expect(spent.code).toBe('cloud-failed');
    const { reasons } = spent.params;
    for (const words of ['Clipdrop', 'Tengr.ai', 'public web address', 'Poof is spent']) {
      expect(reasons).toContain(words);
    }
    expect(asked).toEqual(['poof']);
  });

  it('gives a public address to who takes one, and uploads nothing then', async () => {
    const sources: ProviderSource[] = [];
    const tengr = (source: ProviderSource) => {
      sources.push(source);
      return Promise.resolve(answer());
    };
    const { cloud, uploads } = setUp({ tengr });
    const address = 'https://example.com/a.jpg';
    await cloud.cut({ ...picture, address }, ['tengr'], never);
    expect(sources).toEqual([{ kind: 'url', url: address }]);
    expect(uploads).toEqual([]);
  });

  describe('with a bucket, for a provider that takes addresses only', () => {
    const url = 'https://bucket.example/offcut/1.jpg';
    function bucket(fails?: ErrorCode) {
      const events: string[] = [];
      const stage: CloudTools['stage'] = async (file) => {
        events.push(`put ${await readFile(file, 'utf8')}`);
        if (fails !== undefined) throw new OffcutError(fails, { bucket: 'b', reason: 'it did' });
        const release = () => {
          events.push('deleted');
          return Promise.reject(new OffcutError('staging-failed', { bucket: 'b', reason: 'no' }));
        };
        return { url, release };
      };
      return { events, stage };
    }

    it('puts a file there for as long as the provider needs it, whatever it says', async () => {
      const { events, stage } = bucket();
      const sources: ProviderSource[] = [];
      const tengr = (source: ProviderSource) => {
        sources.push(source);
        events.push('asked');
        return sources.length === 1 ? Promise.resolve(answer(2)) : says('server')();
      };
      const { cloud } = setUp({ tengr }, { stage });
      expect(await cloud.cut(picture, ['tengr'], never)).toMatchObject({
        provider: { id: 'tengr', credits: 2 },
      });
      expect(sources).toEqual([{ kind: 'url', url }]);
      expect(events).toEqual(['put a picture', 'asked', 'deleted']);
      expect((await refusal(() => cloud.cut(picture, ['tengr'], never))).code).toBe(
        'provider-server',
      );
      expect(events.slice(3)).toEqual(['put a picture', 'asked', 'deleted']);
      expect(await leftBehind()).toEqual([]);
    });

    it('puts nothing there that the budget has no room for', async () => {
      const { events, stage } = bucket();
      const setting = setUp({ tengr: () => Promise.resolve(answer()) }, { stage, perDay: 0 });
      const spent = await refusal(() => setting.cloud.cut(picture, ['tengr'], never));
      expect([spent.code, events]).toEqual(['budget-spent', []]);
    });

    it.each(['staging-failed', 'staging-invalid'] as const)(
      'asks the next one after %s, which costs nothing',
      async (code) => {
        const { stage } = bucket(code);
        const here = () => Promise.resolve(answer());
        const { cloud, asked } = setUp({ tengr: here, poof: here }, { stage });
        await cloud.cut(picture, ['tengr', 'poof'], never);
        expect(asked).toEqual(['poof']);
        expect(spend.entries('tengr', 9)).toEqual([]);
        expect((await refusal(() => cloud.cut(picture, ['tengr'], never))).code).toBe(code);
      },
    );
  });

  it('asks nobody, and spends nothing, where the source brings its own matte', async () => {
    const setting = setUp({ poof: () => Promise.resolve(answer()) }, { ownMatte: true });
    expect(await setting.cloud.cut(picture, ['poof'], never)).toEqual(facts);
    expect(setting.asked).toEqual([]);
    expect(setting.applied).toMatchObject([{ answer: null }]);
    expect(spend.entries(null, 9)).toEqual([]);
  });

  it.each([
    ['auth', 0],
    ['credits', 0],
    ['rate_limit', 0],
    ['server', 0],
    ['network', 0],
    ['interrupted', 1],
    ['timeout', 1],
    ['bad_response', 1],
  ] as const)('%s counts as %d pictures', async (failureClass, pictures) => {
    const { cloud } = setUp({ poof: says(failureClass) });
    await refusal(() => cloud.cut(picture, ['poof'], never));
    expect(spend.spent('poof').all.pictures).toBe(pictures);
  });

  it('counts an answer that cannot be used, and asks the next one', async () => {
    const bad = new OffcutError('provider-bad-response', { provider: 'clipdrop', reason: 'x' });
    const setting = setUp(
      { clipdrop: () => Promise.resolve(answer()), poof: () => Promise.resolve(answer()) },
      {
        apply: ({ provider }) =>
          provider === 'clipdrop' ? Promise.reject(bad) : Promise.resolve(facts),
      },
    );
    const made = await setting.cloud.cut(picture, ['clipdrop', 'poof'], never);
    expect(made.provider?.id).toBe('poof');
    expect(spend.spent('clipdrop').all.pictures).toBe(1);
    expect(await leftBehind()).toEqual([]);
  });

  it('goes no further when the picture itself is at fault, or nobody waits', async () => {
    for (const code of ['input-damaged', 'cancelled', 'output-disk-full'] as const) {
      const setting = setUp(
        { clipdrop: () => Promise.resolve(answer()), poof: () => Promise.resolve(answer()) },
        { upload: () => Promise.reject(new OffcutError(code, { reason: '', path: '' })) },
      );
      const error = await refusal(() => setting.cloud.cut(picture, ['clipdrop', 'poof'], never));
      expect(error.code).toBe(code);
      expect(setting.asked).toEqual([]);
    }
    expect(spend.entries(null, 9)).toEqual([]);
  });

  it('never overspends, however many pictures come at once', async () => {
    const { cloud, asked } = setUp(
      {
        poof: async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return answer();
        },
      },
      { perDay: 10 },
    );
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => cloud.cut(picture, ['poof'], never)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(asked).toHaveLength(10);
    expect(spend.spent('poof').day.pictures).toBe(10);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as OffcutError).code] : [],
    );
    expect(new Set(refused)).toEqual(new Set(['budget-spent']));
  });

  it('loses neither an answer nor a reason over a book that cannot be written', async () => {
    const unwritable = () => {
      throw new OffcutError('spend-unwritable', { path: 'spend.db', reason: 'EIO' });
    };
    const book = { reserve: () => ({ id: 1, settle: unwritable, release: unwritable }) };
    const paid = setUp({ poof: () => Promise.resolve(answer()) }, { book });
    expect((await paid.cloud.cut(picture, ['poof'], never)).provider?.id).toBe('poof');
    const refused = setUp({ poof: says('credits') }, { book });
    const error = await refusal(() => refused.cloud.cut(picture, ['poof'], never));
    expect(error.code).toBe('provider-credits');
    // But where nothing can be set aside, nothing is sent.
    const shut = setUp(
      { poof: () => Promise.resolve(answer()) },
      { book: { reserve: unwritable } },
    );
    const refusedAtOnce = await refusal(() => shut.cloud.cut(picture, ['poof'], never));
    expect([refusedAtOnce.code, shut.asked]).toEqual(['spend-unwritable', []]);
  });
});
