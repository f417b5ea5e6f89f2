import { readFile } from 'node:fs/promises';
import { field, isSuccess, jsonOf, numberIn, pictureOf, refused, textOf } from '../answers.ts';
import { below } from '../base-url.ts';
import type { CallAnswer } from '../call.ts';
import type { ProviderFailure} from '../failure.ts';
import { type FailureClass } from '../failure.ts';
import { multipart, type FormParts } from '../multipart.ts';
import type { Provider, ProviderContext } from '../provider.ts';

const name = 'Clipdrop';

/** Its errors have no code but words; a picture that is too large is a 400 like any other. */
function classOf({ status }: CallAnswer, words: string | undefined): FailureClass | undefined {
  if (status !== 400 || words === undefined) return undefined;
  if (/resolution|too (big|large)|megapixel/i.test(words)) return 'too_large';
  return /format/i.test(words) ? 'unsupported_image' : undefined;
}

async function send(
  { base, key, call, signal }: ProviderContext,
  parts: FormParts,
  isPaid: boolean,
): Promise<CallAnswer> {
  return call({
    provider: name,
    method: 'POST',
    url: below(base, '/remove-background/v1'),
    // One type alone: whether a list is understood is not documented.
    headers: { 'x-api-key': key, accept: 'image/png' },
    body: await multipart(parts),
    signal,
    isPaid,
  });
}

function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const words = textOf(field(jsonOf(answer), 'error'));
  return refused(name, answer, key, { class: classOf(answer, words), reason: words });
}

/** https://clipdrop.co/apis/docs/remove-background */
export const clipdrop: Provider = {
  id: 'clipdrop',
  name,
  baseUrl: 'https://clipdrop-api.co',
  capabilities: {
    input: 'file',
    limits: { pixels: 25_000_000, bytes: 30_000_000 },
    callsPerMinute: 60,
    callsPerPicture: 1,
    credits: 1,
  },

  async matte(source, context) {
    if (source.kind === 'url') throw new Error('Clipdrop takes files');
    const bytes = await readFile(source.file);
    const answer = await send(
      context,
      {
        image_file: { name: 'picture.jpg', type: source.upload.type, bytes },
        // Its default gives a picture with transparency back as it is.
        transparency_handling: 'discard_alpha_layer',
      },
      true,
    );
    if (!isSuccess(answer)) throw failureOf(answer, context.key);
    return {
      picture: pictureOf(name, answer),
      credits: numberIn(answer.header('x-credits-consumed')) ?? 1,
      remaining: numberIn(answer.header('x-remaining-credits')),
      request: null,
    };
  },

  /** There is no call for it: without a picture, a good key is told that one is missing. */
  async check(context) {
    const answer = await send(context, { transparency_handling: 'discard_alpha_layer' }, false);
    if (answer.status !== 400) throw failureOf(answer, context.key);
    return { remaining: numberIn(answer.header('x-remaining-credits')) };
  },
};
