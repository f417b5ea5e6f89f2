import { readFile } from 'node:fs/promises';
import { field, jsonOf, numberIn, pictureOf, refused, textOf } from '../answers.ts';
import type { CallAnswer } from '../call.ts';
import { ProviderFailure, type FailureClass } from '../failure.ts';
import { multipart, type FormParts } from '../multipart.ts';
import type { Provider, ProviderContext } from '../provider.ts';
import { byApiKey, stepsOf } from '../step.ts';

const name = 'Clipdrop';

/** Its errors have no code but words; a picture that is too large is a 400 like any other. */
function classOf({ status }: CallAnswer, words: string | undefined): FailureClass | undefined {
  if (status !== 400 || words === undefined) return undefined;
  if (/resolution|too (big|large)|megapixel/i.test(words)) return 'too_large';
  return /format/i.test(words) ? 'unsupported_image' : undefined;
}

function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const words = textOf(field(jsonOf(answer), 'error'));
  return refused(name, answer, key, { class: classOf(answer, words), reason: words });
}

const step = stepsOf({ name, authorise: byApiKey, failureOf });

const remove = async (context: ProviderContext, parts: FormParts, isPaid: boolean) =>
  step(context, {
    method: 'POST',
    path: '/remove-background/v1',
    // One type alone: whether a list is understood is not documented.
    accept: 'image/png',
    body: await multipart(parts),
    isPaid,
  });

/** https://clipdrop.co/apis/docs/remove-background */
export const clipdrop: Provider = {
  id: 'clipdrop',
  name,
  baseUrl: 'https://clipdrop-api.co',
  capabilities: {
    input: 'file',
    limits: { pixels: 25_000_000, bytes: 30_000_000 },
    callsPerMinute: () => 60,
    credits: 1,
  },

  async matte(source, context) {
    if (source.kind === 'url') throw new Error('Clipdrop takes files');
    const bytes = await readFile(source.file);
    const parts = {
      image_file: { name: 'picture.jpg', type: source.upload.type, bytes },
      // Its default gives a picture with transparency back as it is.
      transparency_handling: 'discard_alpha_layer',
    };
    const answer = await remove(context, parts, true);
    return {
      picture: pictureOf(name, answer),
      credits: numberIn(answer.header('x-credits-consumed')) ?? 1,
      remaining: numberIn(answer.header('x-remaining-credits')),
      request: null,
    };
  },

  /** There is no call for it: without a picture, a good key is told that one is missing. */
  async check(context) {
    try {
      await remove(context, { transparency_handling: 'discard_alpha_layer' }, false);
    } catch (error) {
      const isGood = error instanceof ProviderFailure && error.params['status'] === 400;
      if (!isGood) throw error;
    }
    return { remaining: null };
  },
};
