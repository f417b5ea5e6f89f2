import { Agent, request } from 'undici';
import { OffcutError } from '../../../shared/errors.ts';
import { stagingError } from './staging-error.ts';

/** More than what the settings are tried with. */
const MOST_BYTES = 1_000;

/**
 * Fetches what a link gives, as a provider does: a plain GET, without keys.
 * @param idleMs milliseconds without a byte, and to connect
 * @returns its first bytes, at least 1000 where there are that many
 * @throws OffcutError `staging-failed`, `cancelled`
 */
export async function readLink(
  url: string,
  bucket: string,
  idleMs: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const dispatcher = new Agent({
    connect: { timeout: idleMs },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
  });
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal });
    if (statusCode !== 200) {
      const reason = `HTTP ${statusCode} for its link`;
      throw new OffcutError('staging-failed', { bucket, reason, status: statusCode });
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MOST_BYTES) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw signal.aborted ? new OffcutError('cancelled') : stagingError(error, bucket);
  } finally {
    await dispatcher.destroy();
  }
}
