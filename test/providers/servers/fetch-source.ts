import { get, type IncomingMessage } from 'node:http';
import type { Call } from './contract-server.ts';

/** A provider's visit to the address of a picture. */
export interface SourceFetch {
  readonly url: string;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const DEADLINE_MS = 10_000;

const answerOf = (url: URL): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = get(url, { timeout: DEADLINE_MS }, resolve);
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
  });

/**
 * Fetches a picture as a provider does that takes addresses: a plain GET, no credentials, and no
 * redirects, about which nothing is documented. The real ones reach only public hosts; this one
 * reaches only this machine, and takes any other address for one that does not answer.
 *
 * Does not go by undici, whose global agent a test may have replaced.
 */
export async function fetchSource(
  { violate }: Call,
  address: unknown,
  log: SourceFetch[],
): Promise<Buffer | undefined> {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : null;
  if (url === null) {
    violate('the address of the picture is no URL');
    return undefined;
  }
  if (url.username !== '' || url.password !== '') {
    violate('the address of the picture carries credentials');
    return undefined;
  }
  if (url.protocol !== 'https:' && !isLoopback(url))
    violate('the picture is not at an https address');
  if (!isLoopback(url)) {
    log.push({ url: url.href, status: undefined });
    return undefined;
  }
  return await fetchLoopback(url, log);
}

const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && LOOPBACK.includes(hostname);

async function fetchLoopback(url: URL, log: SourceFetch[]): Promise<Buffer | undefined> {
  try {
    const response = await answerOf(url);
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    log.push({ url: url.href, status: response.statusCode });
    return response.statusCode === 200 ? Buffer.concat(chunks) : undefined;
  } catch {
    log.push({ url: url.href, status: undefined });
    return undefined;
  }
}
