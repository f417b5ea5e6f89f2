import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { isFault, send, type Answer, type Exchange, type Fault, type Reply } from './answers.ts';

/** Answers that no document promises and every network gives. */

function fault(name: string, play: (exchange: Exchange) => Promise<void>): Fault {
  const { promise, resolve } = openPromise();
  return {
    name,
    over: promise,
    play: async (exchange) => {
      exchange.response.once('close', resolve);
      await play(exchange);
    },
  };
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let settle: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: settle };
}

/** Aborts when the client has gone, or the answer is complete. */
function untilClosed(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    controller.abort();
  });
  if (response.destroyed) controller.abort();
  return controller.signal;
}

/** The answer that would have come anyway: for a script whose second answer is the odd one. */
export const normally = (): Fault => fault('normally', ({ answerNormally }) => answerNormally());

/** Says nothing for so long, then answers. A client that has gone by then is charged nothing. */
export const slowHeaders = (ms: number, then: Answer = normally()): Fault =>
  fault('slowHeaders', async (exchange) => {
    const waited = await wait(ms, true, { signal: untilClosed(exchange.response) }).catch(
      () => false,
    );
    if (!waited) return;
    if (isFault(then)) await then.play(exchange);
    else send(exchange.response, then);
  });

/** Promises a picture, sends `start` of it, and leaves the connection open and silent. */
export const stall = (start: Buffer = Buffer.alloc(0)): Fault =>
  fault('stall', ({ response }) => {
    response.writeHead(200, {
      'content-type': 'image/png',
      'content-length': start.length + 100_000,
    });
    response.flushHeaders();
    if (start.length > 0) response.write(start);
    return Promise.resolve();
  });

/** Takes the whole request and hangs up: whether it was carried out, the client cannot know. */
export const cutAfterRequest = (): Fault =>
  fault('cutAfterRequest', ({ response }) => {
    response.destroy();
    return Promise.resolve();
  });

/** Declares all of `body`, sends half of it, and hangs up. */
export const cutInBody = (body: Buffer = Buffer.alloc(100_000)): Fault =>
  fault('cutInBody', async ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': body.length });
    await new Promise<void>((resolve) => {
      response.write(body.subarray(0, body.length >> 1), () => {
        resolve();
      });
    });
    response.destroy();
  });

export const redirectTo = (url: string, status: 302 | 307 = 302): Reply => ({
  status,
  headers: { location: url },
});

export interface EndlessAnswer extends Fault {
  /** Bytes handed to the system so far; what the client read is less by what its buffers hold. */
  readonly sent: () => number;
}

const ENDLESS_BYTES = 5 * 1024 ** 3;
const CHUNK = Buffer.alloc(64 * 1024);

/** Five gigabytes of zeros. Ends early when the client goes, and waits while it does not read. */
export function endless({ contentLength = true } = {}): EndlessAnswer {
  let sent = 0;
  const played = fault('endless', async ({ response }) => {
    const gone = untilClosed(response);
    response.writeHead(200, {
      'content-type': 'image/png',
      ...(contentLength && { 'content-length': ENDLESS_BYTES }),
    });
    for (let given = 0; given < ENDLESS_BYTES && !gone.aborted; given += CHUNK.length) {
      const room = response.write(CHUNK, (error) => {
        if (!error) sent += CHUNK.length;
      });
      if (!room) await once(response, 'drain', { signal: gone }).catch(() => undefined);
    }
    response.end();
  });
  return { ...played, sent: () => sent };
}

export type Garbage = 'html' | 'empty' | 'json' | 'text-as-png' | 'truncated-png';

async function halfAPng(): Promise<Buffer> {
  const size = { width: 64, height: 64, channels: 4 } as const;
  const pixels = randomBytes(size.width * size.height * size.channels);
  const png = await sharp(pixels, { raw: size }).png().toBuffer();
  return png.subarray(0, png.length >> 1);
}

async function garbageOf(kind: Garbage): Promise<Reply> {
  const asPng = { 'content-type': 'image/png' };
  switch (kind) {
    case 'html':
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><title>Sign in to the network</title>',
      };
    case 'empty':
      return { status: 200, headers: asPng };
    case 'json':
      return { status: 200, body: { ok: true } };
    case 'text-as-png':
      return { status: 200, headers: asPng, body: 'This is no picture at all.' };
    case 'truncated-png':
      return { status: 200, headers: asPng, body: await halfAPng() };
  }
}

/** A 200 whose body is whole, as far as HTTP goes, and no picture. */
export const garbage = (kind: Garbage): Fault =>
  fault(`garbage: ${kind}`, async ({ response }) => {
    send(response, await garbageOf(kind));
  });
