import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { OffcutError } from '../../../shared/errors.ts';
import { field, jsonOf, numberIn, pictureOf, refused, textOf } from '../answers.ts';
import type { CallAnswer } from '../call.ts';
import { ProviderFailure, type FailureClass } from '../failure.ts';
import { multipart } from '../multipart.ts';
import type { Provider, ProviderContext } from '../provider.ts';
import { byApiKey, jsonBody, stepsOf, type Step } from '../step.ts';

const name = 'IMG Processing';

const JSON_TYPE = 'application/json';
/** What a picture is called on the user's dashboard there; 30 characters at most. */
const LABEL = 'offcut';
/** What counts for one picture: "two image processing operations". */
const OPERATIONS = 2;
/** ms for a picture to be deleted there after the job, even one that was cancelled. */
const DELETE = 15_000;
/** ms in which a call that stores something may still end after nobody waits for it any more. */
const TO_LEARN_ITS_ID = 3_000;

/** Ids are put into addresses: nothing that leads elsewhere may be one. */
const imageSchema = z.object({ id: z.string().regex(/^[\w-]{1,100}$/) });

/** The last part of the `type`, such as `not-found`, says more than the status. */
function classOf(answer: CallAnswer): FailureClass | undefined {
  const type = textOf(field(jsonOf(answer), 'type'))
    ?.split('/')
    .at(-1);
  if (type === 'not-found') return 'not_found';
  // Whether this is the file or its name is not documented, and the file is one of ours.
  return answer.status === 422 ? 'bad_request' : undefined;
}

function failureOf(answer: CallAnswer, key: string): ProviderFailure {
  const json = jsonOf(answer);
  const reason =
    textOf(field(json, 'message')) ?? textOf(field(json, 'errors')) ?? textOf(field(json, 'error'));
  return refused(name, answer, key, { class: classOf(answer), reason });
}

const step = stepsOf({ name, authorise: byApiKey, failureOf });

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new OffcutError('cancelled');
}

/**
 * A step that stores a picture. When nobody waits for it any more, it still has a moment to say
 * which, so that it can be deleted.
 * @throws as `step`; OffcutError `cancelled`
 */
async function storing(
  context: ProviderContext,
  stored: string[],
  asked: Step,
): Promise<CallAnswer> {
  const { signal } = context;
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => {
      late.abort();
    }, TO_LEARN_ITS_ID);
  };
  refuseCancelled(signal);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await step({ ...context, signal: late.signal }, { ...asked, isPaid: true });
    stored.push(idIn(answer));
    refuseCancelled(signal);
    return answer;
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}

function idIn(answer: CallAnswer): string {
  const image = imageSchema.safeParse(jsonOf(answer));
  if (image.success) return image.data.id;
  throw new ProviderFailure('bad_response', { provider: name, reason: 'it names no picture' });
}

/** Takes what was stored away again: until somebody does, it stays there. */
async function deleteAll(context: ProviderContext, ids: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(DELETE);
  await Promise.all(
    ids.map((id) =>
      // The cutout is there, or has failed for a reason of its own.
      step(
        { ...context, signal },
        { method: 'DELETE', path: `/images/${id}`, accept: '*/*' },
      ).catch(() => undefined),
    ),
  );
}

/** https://docs.img-processing.com/api-reference */
export const imgProcessing: Provider = {
  id: 'img-processing',
  name,
  baseUrl: 'https://api.img-processing.com/v1',
  capabilities: {
    input: 'file',
    // It documents no number of pixels; its resizing takes sides under 10,000 px.
    limits: { pixels: 25_000_000, bytes: 20_000_000 },
    callsPerMinute: (key) => (key.startsWith('test_') ? 10 : 100),
    credits: OPERATIONS,
  },

  async matte(source, context) {
    if (source.kind === 'url') throw new Error('IMG Processing takes files');
    const bytes = await readFile(source.file);
    const stored: string[] = [];
    try {
      const image = { name: 'picture.jpg', type: source.upload.type, bytes };
      const uploaded = await storing(context, stored, {
        method: 'POST',
        path: '/images/upload',
        accept: JSON_TYPE,
        body: await multipart({ name: LABEL, image }),
      });
      const removed = await storing(context, stored, {
        method: 'POST',
        path: `/images/${idIn(uploaded)}/remove-background`,
        accept: JSON_TYPE,
        // An empty body is refused.
        body: jsonBody({ name: LABEL }),
      });
      const cutout = idIn(removed);
      // Its `url` is null unless the picture is published, for everybody to see.
      const path = `/images/${cutout}/download`;
      const answer = await step(context, { method: 'GET', path, accept: 'image/*' });
      return {
        picture: pictureOf(name, answer),
        credits: numberIn(removed.header('x-image-processing-usage')) ?? OPERATIONS,
        remaining: null,
        request: cutout,
      };
    } finally {
      await deleteAll(context, stored);
    }
  },

  async check(context) {
    await step(context, { method: 'GET', path: '/images?take=1', accept: JSON_TYPE });
    return { remaining: null };
  },
};
