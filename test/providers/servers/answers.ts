import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes go out as they are, text as text, and anything else as JSON. */
export type AnswerBody = Buffer | string | object;

/** A whole answer, whether a script gives it or a provider's own behaviour. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AnswerBody;
}

/** What a fault has in its hands. The request's body has been read by then. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Gives the answer that would have come without the script. */
  readonly answerNormally: () => Promise<void>;
}

/** An answer that is more than a status and a body: it is late, breaks off, or never ends. */
export interface Fault {
  readonly name: string;
  /** Settles when the exchange is over, whoever ended it. Stays open until the fault is played. */
  readonly over: Promise<void>;
  readonly play: (exchange: Exchange) => Promise<void>;
}

export type Answer = Reply | Fault;

export const isFault = (answer: Answer): answer is Fault => 'play' in answer;

/** Thrown by an endpoint, from however deep, to answer with a documented refusal. */
export class Refused extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

function bytesOf(body: AnswerBody | undefined): { readonly bytes: Buffer; readonly type?: string } {
  if (body === undefined) return { bytes: Buffer.alloc(0) };
  if (Buffer.isBuffer(body)) return { bytes: body, type: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}

export function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  if (response.destroyed) return;
  const { bytes, type } = bytesOf(body);
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, {
    ...(type !== undefined && hasBody && { 'content-type': type }),
    ...(hasBody && { 'content-length': bytes.length }),
    ...headers,
  });
  response.end(hasBody ? bytes : undefined);
}
