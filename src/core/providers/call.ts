import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { errnoOf } from '../../shared/write-error.ts';
import { ProviderFailure } from './failure.ts';

export interface Call {
  /** The provider's name, for errors. */
  readonly provider: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  /** Lower-case names. Whatever says who we are is here, and goes nowhere else. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Buffer; readonly type: string } | undefined;
  readonly signal: AbortSignal;
  /**
   * ms for the answer once the body was sent, and for each piece of the body, where it is not the
   * caller's usual.
   */
  readonly timeoutMs?: number;
  /** Bytes of the answer, at most. */
  readonly maxBytes?: number;
  /**
   * Whether it costs something when it arrives. Once its body was sent, such a call is not made
   * again by itself: nobody can tell whether it was counted.
   */
  readonly isPaid?: boolean;
}

export interface CallAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly header: (name: string) => string | undefined;
}

export type Caller = (call: Call) => Promise<CallAnswer>;

/** A caller with connections of its own, which it keeps for the next call. */
export interface ManagedCaller {
  readonly call: Caller;
  readonly close: () => Promise<void>;
}

/** ms that a body may take to be sent, however slowly: 20 MB over 300 kbit/s. */
const MOST_SENDING = 540_000;
/** What the two SDKs and the documented processing times leave room for. */
const TIMEOUT = 60_000;
/** A cutout of 25 megapixels as a PNG of noise. */
const MOST_BYTES = 150_000_000;
/** An answer that says what went wrong is a few hundred bytes. */
const MOST_ERROR_BYTES = 64_000;
const CHUNK = 65_536;
/** ms until a connection has to stand. */
const CONNECT = 15_000;

/** ms from a `Retry-After`: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** The body in pieces; says when one is asked for, and when there are no more. */
async function* pieces(bytes: Buffer, onPiece: () => void, onSent: () => void) {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    onPiece();
    yield bytes.subarray(at, at + CHUNK);
  }
  await Promise.resolve();
  onSent();
}

/** Reads an answer, no more of it than there may be. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  status: number,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const isError = status >= 400;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    chunks.push(chunk);
    if (isError && bytes > MOST_ERROR_BYTES) break;
    if (bytes > maxBytes) return undefined;
  }
  return Buffer.concat(chunks);
}

/**
 * A caller that keeps its connections. `close` ends them.
 * @param usual ms for a call that does not say how long its answer may take
 */
export function newCaller(usual = TIMEOUT): ManagedCaller {
  const agent = new Agent({ connect: { timeout: CONNECT }, headersTimeout: 0, bodyTimeout: 0 });

  const call: Caller = async ({ provider, timeoutMs = usual, signal, body, ...rest }) => {
    const stop = new AbortController();
    let sent = body === undefined;
    let isLate = false;
    const cancel = () => {
      stop.abort();
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const timer = setTimeout(() => {
      isLate = true;
      stop.abort();
    }, timeoutMs);
    const started = performance.now();
    const onPiece = () => {
      if (performance.now() - started < MOST_SENDING) timer.refresh();
    };
    const failed = (thrown: unknown): OffcutError => {
      if (thrown instanceof ProviderFailure) return thrown;
      if (signal.aborted) return new OffcutError('cancelled', {}, { cause: thrown });
      // Of a call that costs nothing, or did not arrive, another one does no harm.
      const mayBeCounted = rest.isPaid === true && sent;
      const retry = mayBeCounted ? 'never' : 'often';
      const details = { provider, retry, cause: thrown } as const;
      const seconds = timeoutMs / 1000;
      if (isLate && sent) {
        const reason = `no answer in ${seconds} s`;
        return new ProviderFailure('timeout', { ...details, reason, params: { seconds } });
      }
      const reason = isLate
        ? 'the picture could not be sent in time'
        : (errnoOf(thrown) ?? reasonOf(thrown));
      return new ProviderFailure(mayBeCounted ? 'interrupted' : 'network', { ...details, reason });
    };
    try {
      const answer = await request(rest.url, {
        method: rest.method,
        dispatcher: agent,
        signal: stop.signal,
        headers: {
          'user-agent': 'offcut',
          'accept-encoding': 'identity',
          ...rest.headers,
          ...(body && { 'content-type': body.type, 'content-length': String(body.bytes.length) }),
        },
        body: body
          ? Readable.from(
              pieces(body.bytes, onPiece, () => {
                sent = true;
                // A slow line takes nothing from the time that the answer has.
                timer.refresh();
              }),
            )
          : null,
      });
      const { statusCode: status } = answer;
      const maxBytes = rest.maxBytes ?? MOST_BYTES;
      try {
        const received = await readBody(answer.body, status, maxBytes);
        if (received === undefined) {
          const reason = `it is larger than ${Math.round(maxBytes / 1e6)} MB`;
          throw new ProviderFailure('bad_response', { provider, reason });
        }
        const header = (name: string) => {
          const value = answer.headers[name];
          return typeof value === 'string' ? value : value?.[0];
        };
        return { status, body: received, header };
      } finally {
        answer.body.on('error', () => undefined).destroy();
      }
    } catch (thrown) {
      throw failed(thrown);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    }
  };
  return { call, close: () => agent.destroy() };
}
