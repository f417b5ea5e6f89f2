import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { field, jsonOf, numberIn, pictureOf, refused, textOf } from '../answers.ts';
import type { CallAnswer } from '../call.ts';
import { ProviderFailure, type FailureClass } from '../failure.ts';
import { multipart } from '../multipart.ts';
import type { Provider } from '../provider.ts';
import { byApiKey, stepsOf } from '../step.ts';

const name = 'remove.bg';

/** Its codes that say more than the status; clones know more of them. */
const classes: Readonly<Record<string, FailureClass>> = {
  unknown_foreground: 'unsupported_image',
  file_too_large: 'too_large',
  resolution_too_high: 'too_large',
  auth_failed: 'auth',
  insufficient_credits: 'credits',
  rate_limit_exceeded: 'rate_limit',
};

function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const errors = field(jsonOf(answer), 'errors');
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  const code = textOf(field(first, 'code')) ?? '';
  const words = [textOf(field(first, 'title')), textOf(field(first, 'detail'))];
  const reason = words.filter((text) => text !== undefined).join(' ');
  return refused(name, answer, key, {
    class: classes[code],
    reason: reason === '' ? undefined : reason,
  });
}

const step = stepsOf({ name, authorise: byApiKey, failureOf });

const account = z.object({
  data: z.object({ attributes: z.object({ credits: z.object({ total: z.number() }) }) }),
});

/**
 * The dialect of remove.bg 1.0 (its OpenAPI file), which many services speak: its address is a
 * setting. The service itself is reported to end its self-service on 2026-12-01.
 */
export const removeBg: Provider = {
  id: 'remove-bg',
  name,
  baseUrl: 'https://api.remove.bg/v1.0',
  capabilities: {
    input: 'file',
    // The smaller one of the two documented; a PNG of more than 10 MP is refused.
    limits: { pixels: 10_000_000, bytes: 12_000_000 },
    callsPerMinute: () => 30,
    credits: 1,
  },

  async matte(source, context) {
    if (source.kind === 'url') throw new Error('remove.bg takes files');
    const bytes = await readFile(source.file);
    const answer = await step(context, {
      method: 'POST',
      path: '/removebg',
      accept: 'image/*',
      body: await multipart({
        image_file: { name: 'picture.jpg', type: source.upload.type, bytes },
        size: 'full',
        format: 'png',
      }),
      isPaid: true,
    });
    return {
      picture: pictureOf(name, answer),
      credits: numberIn(answer.header('x-credits-charged')) ?? 1,
      remaining: null,
      request: null,
    };
  },

  async check(context) {
    const answer = await step(context, {
      method: 'GET',
      path: '/account',
      accept: 'application/json',
    });
    const found = account.safeParse(jsonOf(answer));
    if (!found.success) {
      throw new ProviderFailure('bad_response', { provider: name, reason: 'it tells no credits' });
    }
    return { remaining: found.data.data.attributes.credits.total };
  },
};
