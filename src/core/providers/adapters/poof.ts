import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { field, jsonOf, pictureOf, refused, textOf } from '../answers.ts';
import type { CallAnswer } from '../call.ts';
import { ProviderFailure, type FailureClass } from '../failure.ts';
import { multipart } from '../multipart.ts';
import type { Provider } from '../provider.ts';
import { byApiKey, stepsOf } from '../step.ts';

const name = 'Poof';

/** Its codes, of both documented generations; `image_too_large` came as a 400 and as a 413. */
const classes: Readonly<Record<string, FailureClass>> = {
  validation_error: 'bad_request',
  missing_image: 'bad_request',
  image_too_large: 'too_large',
  authentication_error: 'auth',
  payment_required: 'credits',
  permission_denied: 'auth',
  not_found: 'bad_request',
  invalid_image: 'unsupported_image',
  rate_limit_exceeded: 'rate_limit',
  internal_server_error: 'server',
  processing_failed: 'server',
  upstream_error: 'server',
};

function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const json = jsonOf(answer);
  const code = textOf(field(json, 'code')) ?? '';
  const words = [textOf(field(json, 'message')), textOf(field(json, 'details'))];
  const reason = words.filter((text) => text !== undefined).join(' ');
  return refused(name, answer, key, {
    class: classes[code],
    reason: reason === '' ? undefined : reason,
    // The same picture fails again more often than not.
    retry: code === 'processing_failed' ? 'once' : undefined,
  });
}

const step = stepsOf({ name, authorise: byApiKey, failureOf });

const account = z.object({ maxCredits: z.number(), usedCredits: z.number() });

/** https://docs.poof.bg/api-reference/remove-background; not poofbg.com, which is another service. */
export const poof: Provider = {
  id: 'poof',
  name,
  baseUrl: 'https://api.poof.bg/v1',
  capabilities: {
    input: 'file',
    // It documents no number of pixels; 25 MP of JPEG are what 20 MB hold.
    limits: { pixels: 25_000_000, bytes: 20_000_000 },
    callsPerMinute: () => 30,
    credits: 1,
  },

  async matte(source, context) {
    if (source.kind === 'url') throw new Error('Poof takes files');
    const bytes = await readFile(source.file);
    const answer = await step(context, {
      method: 'POST',
      path: '/remove',
      accept: 'image/png',
      // The size presets of its two generations differ; without one, it is full in both.
      body: await multipart({
        image_file: { name: 'picture.jpg', type: source.upload.type, bytes },
        format: 'png',
        channels: 'rgba',
      }),
      isPaid: true,
    });
    return {
      picture: pictureOf(name, answer),
      credits: 1,
      remaining: null,
      request: answer.header('x-request-id') ?? null,
    };
  },

  async check(context) {
    const answer = await step(context, {
      method: 'GET',
      path: '/me',
      accept: 'application/json',
    });
    const found = account.safeParse(jsonOf(answer));
    if (!found.success) {
      throw new ProviderFailure('bad_response', { provider: name, reason: 'it tells no credits' });
    }
    return { remaining: found.data.maxCredits - found.data.usedCredits };
  },
};
