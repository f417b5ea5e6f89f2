import type { Answer, AnswerBody, Reply } from './answers.ts';
import { normally } from './faults.ts';

/** What an adapter is to make of an answer. */
export type AnswerClass =
  | 'success'
  | 'auth'
  | 'credits'
  | 'rate_limit'
  | 'too_large'
  | 'unsupported_image'
  | 'bad_request'
  | 'not_applicable'
  | 'not_found'
  | 'server'
  | 'network'
  | 'timeout'
  | 'cancelled'
  | 'bad_response';

/** An answer that a provider's documentation knows, or that stands in front of every provider. */
export interface DocumentedAnswer<Options = object> {
  readonly name: string;
  readonly step: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a `real` one undefined where it is a cutout, or what only a running server knows. */
  readonly body?: AnswerBody;
  /** `real`: the server answers so by itself, to the request (and the options) that call for it. */
  readonly cause: 'script' | 'real';
  readonly class: AnswerClass;
  /** Other classes that the documentation leaves room for. */
  readonly or?: readonly AnswerClass[];
  /** What the server is to be started with for this answer. */
  readonly options?: Options;
  readonly note?: string;
}

/** The answer for a script. What the server makes comes from its normal behaviour. */
export function asAnswer({ status, headers, body, cause }: DocumentedAnswer): Answer {
  if (cause === 'real' && body === undefined) return normally();
  return { status, ...(headers && { headers }), ...(body !== undefined && { body }) };
}

type About = Omit<DocumentedAnswer, 'status' | 'headers' | 'body'>;

/** Says what a reply means. */
export const documentedReply = (reply: Reply, about: About): DocumentedAnswer => ({
  ...about,
  ...reply,
});

const page = (title: string): string => `<html><head><title>${title}</title></head></html>`;
const html = { 'content-type': 'text/html' };

/** What no provider documents, and a proxy or balancer before any of them may give. */
export const proxyAnswers = (step: string): readonly DocumentedAnswer[] => [
  documentedReply(
    { status: 413, headers: html, body: page('413 Request Entity Too Large') },
    { name: 'proxy-413-html', step, cause: 'script', class: 'too_large', note: 'undocumented' },
  ),
  documentedReply(
    { status: 429, headers: { ...html, 'retry-after': '1' }, body: page('429 Too Many Requests') },
    { name: 'proxy-429-html', step, cause: 'script', class: 'rate_limit', note: 'undocumented' },
  ),
  documentedReply(
    { status: 502, headers: html, body: page('502 Bad Gateway') },
    { name: 'proxy-502-html', step, cause: 'script', class: 'server', note: 'undocumented' },
  ),
  documentedReply(
    { status: 503, headers: { ...html, 'retry-after': '1' }, body: page('503 Unavailable') },
    { name: 'proxy-503-retry-after', step, cause: 'script', class: 'server', note: 'undocumented' },
  ),
  documentedReply(
    { status: 504, headers: html, body: page('504 Gateway Timeout') },
    { name: 'proxy-504-html', step, cause: 'script', class: 'server', note: 'undocumented' },
  ),
];
