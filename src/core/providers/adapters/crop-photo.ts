import { z } from 'zod';
import { field, jsonOf, refused, textOf } from '../answers.ts';
import type { CallAnswer } from '../call.ts';
import { ProviderFailure, type FailureClass } from '../failure.ts';
import { isPicture, kindOf } from '../picture-answer.ts';
import type { Provider, ProviderContext } from '../provider.ts';
import { byBearer, jsonBody, stepsOf } from '../step.ts';
import { resultAt } from '../result-at.ts';

const name = 'Crop.photo';

/** The last part of the problem's `type`; running out of credits is a 400 there. */
const classes: Readonly<Record<string, FailureClass>> = {
  invalid_api_key: 'auth',
  invalid_payload: 'bad_request',
  not_enough_balance: 'credits',
  overage_payment_failed: 'credits',
  not_found: 'bad_request',
};

function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const json = jsonOf(answer);
  const title = textOf(field(json, 'title')) ?? '';
  const type = textOf(field(json, 'type'))?.split('/').at(-1) ?? '';
  const reason = textOf(field(json, 'detail')) ?? textOf(field(json, 'title'));
  return refused(name, answer, key, { class: classes[type] ?? classes[title], reason });
}

const result = z.object({ output_image_url: z.string() });

/** Its page lost the nesting: what was made, and why not, may stand in a job or beside them. */
const jobsSchema = z.object({
  jobs: z
    .array(
      z.object({
        status: z.string(),
        results: z.array(result).optional(),
        error_message: z.string().nullish(),
      }),
    )
    .min(1),
  results: z.array(result).optional(),
  error_message: z.string().nullish(),
});

/** The address of the cutout in an answer that is JSON. */
function resultIn(answer: CallAnswer): string {
  const unusable = (reason: string) =>
    new ProviderFailure('bad_response', { provider: name, reason });
  const found = jobsSchema.safeParse(jsonOf(answer));
  const [job] = found.success ? found.data.jobs : [];
  if (!found.success || job === undefined) throw unusable('it is neither a picture nor a job');
  const message = textOf(job.error_message) ?? textOf(found.data.error_message);
  if (job.status === 'failed') {
    const reason = message ?? 'the job failed, and it does not say why';
    throw new ProviderFailure('server', { provider: name, reason, retry: 'never' });
  }
  // No document says where to ask for a job that is not done.
  if (job.status !== 'completed') throw unusable(`the job is "${job.status}", not done`);
  const url = (job.results ?? found.data.results)?.[0]?.output_image_url;
  if (url === undefined) throw unusable('the job is done, but has no result');
  return url;
}

const step = stepsOf({ name, authorise: byBearer, failureOf });

const remove = (context: ProviderContext, body: unknown, isPaid: boolean) =>
  step(context, {
    method: 'POST',
    path: '/crop/remove-background',
    accept: '*/*',
    body: jsonBody(body),
    isPaid,
  });

/** https://api.crop.photo/api-6949096 */
export const cropPhoto: Provider = {
  id: 'crop-photo',
  name,
  baseUrl: 'https://us1-api.crop.photo/v1',
  capabilities: {
    input: 'url',
    // None are documented; these are for what is staged.
    limits: { pixels: 25_000_000, bytes: 20_000_000 },
    callsPerMinute: () => 30,
    credits: 1,
  },

  async matte(source, context) {
    if (source.kind === 'file') throw new Error('Crop.photo takes addresses');
    const body = { image_url: source.url, response_type: 'stream' };
    const answer = await remove(context, body, true);
    const picture = isPicture(kindOf(answer.body))
      ? answer.body
      : await resultAt(name, resultIn(answer), context);
    return { picture, credits: 1, remaining: null, request: null };
  },

  /** There is no call for it: without an address, a good key is told that the body is not valid. */
  async check(context) {
    try {
      await remove(context, { response_type: 'stream' }, false);
    } catch (error) {
      const isGood = error instanceof ProviderFailure && error.class === 'bad_request';
      if (!isGood) throw error;
    }
    return { remaining: null };
  },
};
