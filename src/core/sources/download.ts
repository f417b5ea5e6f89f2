import { open, rm, type FileHandle } from 'node:fs/promises';
import { request, type Agent, type Dispatcher } from 'undici';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { errnoOf, writeError } from '../../shared/write-error.ts';
import { guardedAgent, type AddressGuard } from './guarded-agent.ts';
import { urlName } from './source-name.ts';
import { parseWebUrl } from './web-url.ts';

export interface DownloadOptions extends AddressGuard {
  readonly signal?: AbortSignal;
  /** Bytes; 200 MB by default. */
  readonly maxBytes?: number;
  /** Milliseconds for all of it, redirects included; 10 minutes by default. */
  readonly timeoutMs?: number;
  /** Milliseconds without a byte, and to connect; 30 seconds by default. */
  readonly idleMs?: number;
}

export interface Download {
  /** A stem for the output's name, from the address as it was given. */
  readonly stem: string;
  readonly bytes: number;
}

type Response = Dispatcher.ResponseData;

/** One download: where it goes and what it may cost. */
interface Transfer {
  readonly url: string;
  readonly targetFile: string;
  readonly maxBytes: number;
  readonly idleMs: number;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

const headers = {
  'user-agent': 'offcut',
  accept: 'image/*, */*;q=0.5',
  'accept-encoding': 'identity',
};

const failed = (url: string, reason: string, cause?: unknown) =>
  new OffcutError('url-failed', { url, reason }, { cause });

/** A failure that the server's answer, of this HTTP status, is to blame for. */
const refused = (url: string, status: number, reason: string) =>
  new OffcutError('url-failed', { url, reason, status });

/** What undici threw, in the user's words. */
function fetchError(thrown: unknown, { url, idleMs }: Transfer): OffcutError {
  if (thrown instanceof OffcutError) return thrown;
  if (thrown instanceof Error && thrown.cause instanceof OffcutError) return thrown.cause;
  const stalled = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(errnoOf(thrown) ?? '');
  const reason = stalled ? `no data came for ${idleMs / 1000} s` : reasonOf(thrown);
  return failed(url, reason, thrown);
}

function headerOf(response: Response, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function discard(response: Response): void {
  response.body.on('error', () => undefined).destroy();
}

/** Follows redirects by hand, so that every hop is checked like the first. */
async function fetchFollowing(transfer: Transfer): Promise<Response> {
  const { url, agent, signal } = transfer;
  let current = parseWebUrl(url);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await request(current, { dispatcher: agent, headers, signal });
    if (!redirects.has(response.statusCode)) return response;
    discard(response);
    const location = headerOf(response, 'location');
    if (location === undefined) {
      const { statusCode } = response;
      throw refused(url, statusCode, `HTTP ${statusCode}, leading nowhere`);
    }
    current = parseWebUrl(location, current.href);
  }
  throw refused(url, 302, `more than ${MAX_REDIRECTS} redirects`);
}

const tooLarge = ({ url, maxBytes }: Transfer) =>
  new OffcutError('url-too-large', { url, limit: maxBytes / 1_000_000 });

function checkHead(response: Response, transfer: Transfer): void {
  const { statusCode } = response;
  if (statusCode < 200 || statusCode > 299) {
    throw refused(transfer.url, statusCode, `HTTP ${statusCode}`);
  }
  // It would have to be unpacked, and a small archive can hold a huge file.
  const encoding = headerOf(response, 'content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw refused(transfer.url, statusCode, `it was sent packed with ${encoding}`);
  }
  if (Number(headerOf(response, 'content-length')) > transfer.maxBytes) throw tooLarge(transfer);
}

async function writeChunk(file: FileHandle, chunk: Uint8Array, target: string): Promise<void> {
  try {
    await file.writeFile(chunk);
  } catch (error) {
    throw writeError(error, target);
  }
}

async function writeBody(response: Response, transfer: Transfer, file: FileHandle) {
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > transfer.maxBytes) throw tooLarge(transfer);
    await writeChunk(file, chunk, transfer.targetFile);
  }
  if (bytes === 0) throw failed(transfer.url, 'the answer was empty');
  return bytes;
}

/** Network drives report a full disk only now. */
async function closeFile(file: FileHandle, target: string): Promise<void> {
  try {
    await file.close();
  } catch (error) {
    throw writeError(error, target);
  }
}

async function save(response: Response, transfer: Transfer): Promise<number> {
  const { targetFile } = transfer;
  // Outside the try below: a file that was there before is not ours to remove.
  const file = await open(targetFile, 'wx').catch((error: unknown) => {
    throw writeError(error, targetFile);
  });
  try {
    return await writeBody(response, transfer, file).finally(() => closeFile(file, targetFile));
  } catch (error) {
    await rm(targetFile, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function run(transfer: Transfer): Promise<number> {
  try {
    const response = await fetchFollowing(transfer);
    try {
      checkHead(response, transfer);
      return await save(response, transfer);
    } finally {
      discard(response);
    }
  } catch (error) {
    throw fetchError(error, transfer);
  }
}

/**
 * Saves the picture at `url` (http or https) to `targetFile`, which must not exist; on failure
 * nothing is left there. Addresses that are not public are refused, at every hop of up to five
 * redirects; nothing is sent but the request itself: no cookies, no credentials.
 * @throws OffcutError `url-invalid`, `url-with-credentials`, `url-forbidden-address`,
 *   `url-too-large`, `url-failed`, `cancelled`, or what `writeError` makes of a failed write
 */
export async function downloadPicture(
  url: string,
  targetFile: string,
  options: DownloadOptions = {},
): Promise<Download> {
  const { maxBytes = 200_000_000, timeoutMs = 600_000, idleMs = 30_000, signal } = options;
  const stop = new AbortController();
  const cancel = () => {
    stop.abort(new OffcutError('cancelled'));
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => {
    stop.abort(failed(url, `it took longer than ${timeoutMs / 1000} s`));
  }, timeoutMs);
  const agent = guardedAgent(options, { idleMs, signal: stop.signal });
  try {
    const transfer = { url, targetFile, maxBytes, idleMs, agent, signal: stop.signal };
    return { stem: urlName(url).stem, bytes: await run(transfer) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    await agent.destroy();
  }
}
