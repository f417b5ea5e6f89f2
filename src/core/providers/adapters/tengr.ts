import { z } from 'zod';
import { field, jsonOf, refused, textOf } from '../answers.ts';
import type { CallAnswer } from '../call.ts';
import { ProviderFailure } from '../failure.ts';
import type { Provider, ProviderContext } from '../provider.ts';
import { byBearer, jsonBody, stepsOf } from '../step.ts';
import { resultAt } from '../result-at.ts';

const name = 'Tengr.ai';

/** ms between two looks at an artwork: the first, and the longest. */
const FIRST_LOOK = 1_000;
const LONGEST_LOOK = 5_000;
/** ms until an artwork has to be done. */
const DEADLINE = 180_000;

const stateSchema = z.object({ status: z.string(), results: z.array(z.string()).nullish() });
/** Ids are put into addresses: nothing that leads elsewhere may be one. */
const artworkSchema = stateSchema.extend({ id: z.string().regex(/^[\w-]{1,100}$/) });
type State = z.output<typeof stateSchema>;
type Artwork = z.output<typeof artworkSchema>;

/** Its server puts several messages into a list where there are several. */
function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const json = jsonOf(answer);
  const reason = textOf(field(json, 'message')) ?? textOf(field(json, 'error'));
  return refused(name, answer, key, { reason });
}

function read<T>(schema: z.ZodType<T>, answer: CallAnswer): T {
  const found = schema.safeParse(jsonOf(answer));
  if (found.success) return found.data;
  throw new ProviderFailure('bad_response', { provider: name, reason: 'it is no artwork' });
}

const step = stepsOf({ name, authorise: byBearer, failureOf });
const look = (context: ProviderContext, path: string) =>
  step(context, { method: 'GET', path, accept: 'application/json' });

/** Looks until the artwork is done, less and less often. A status that is not known may pass. */
async function finished({ id, ...submitted }: Artwork, context: ProviderContext): Promise<State> {
  const { time, signal } = context;
  const deadline = time.clock() + DEADLINE;
  let artwork: State = submitted;
  for (let pause = FIRST_LOOK; ; pause = Math.min(LONGEST_LOOK, pause * 1.5)) {
    switch (artwork.status) {
      case 'succeeded':
        return artwork;
      case 'failed':
      case 'canceled': {
        const reason = `the artwork ${artwork.status === 'failed' ? 'failed' : 'was cancelled there'}`;
        throw new ProviderFailure('server', { provider: name, reason, retry: 'never' });
      }
    }
    if (time.clock() + pause > deadline) {
      const seconds = DEADLINE / 1000;
      const reason = `the artwork is "${artwork.status}" after ${seconds} s`;
      const params = { seconds };
      throw new ProviderFailure('timeout', { provider: name, reason, params, retry: 'never' });
    }
    await time.wait(pause, signal);
    artwork = read(stateSchema, await look(context, `/v2/artworks/${id}`));
  }
}

/** https://docs.tengr.ai, version 2. None of its pages says where the service is. */
export const tengr: Provider = {
  id: 'tengr',
  name,
  baseUrl: null,
  capabilities: {
    input: 'url',
    // None are documented; these are for what is staged.
    limits: { pixels: 25_000_000, bytes: 20_000_000 },
    callsPerMinute: () => 30,
    credits: 1,
  },

  async matte(source, context) {
    if (source.kind === 'file') throw new Error('Tengr.ai takes addresses');
    // By default it answers with a WebP that is not lossless.
    const body = { imageUrl: source.url, outputFormat: 'png' };
    const answer = await step(context, {
      method: 'POST',
      path: '/v2/artworks/remove-background',
      accept: 'application/json',
      body: jsonBody(body),
      isPaid: true,
    });
    const submitted = read(artworkSchema, answer);
    const { results } = await finished(submitted, context);
    const [result] = results ?? [];
    if (result === undefined) {
      const reason = 'the artwork is done, but has no result';
      throw new ProviderFailure('bad_response', { provider: name, reason });
    }
    const picture = await resultAt(name, result, context);
    return { picture, credits: 1, remaining: null, request: submitted.id };
  },

  async check(context) {
    await look(context, '/v2/artworks?limit=1');
    return { remaining: null };
  },
};
