import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { OffcutError } from '../../../shared/errors.ts';
import type { StagingSettings } from '../../../shared/staging.ts';
import { isTransient } from '../../queue/transient.ts';
import { Bucket, type ObjectBody } from './bucket.ts';
import { isObjectKey, newObjectKey, type StagedType } from './object-name.ts';
import { withPictureBody } from './picture-body.ts';
import { readLink } from './read-link.ts';
import { checkStagingKeys, type StagingKeys } from './staging-keys.ts';

/** How long the link to a picture works, in seconds: 15 minutes, longer than any provider takes. */
export const LINK_LIFE_SECONDS = 15 * 60;

/** Milliseconds for the attempt to take back what was not put there as a whole. */
const CLEAN_UP_MS = 15_000;

/** A picture in the bucket, for as long as a provider needs it. */
export interface StagedPicture {
  /** Gives the picture to anyone who asks by GET, for as long as links live. A secret, therefore. */
  readonly url: string;
  /**
   * Deletes the picture. Once it is gone, and when it was gone already, this does nothing.
   * @throws OffcutError `staging-failed`; it can be called again then, or the sweep gets it
   */
  release(): Promise<void>;
}

export interface StagingOptions {
  /** Seconds that a link works, up to a week as S3 has it; `LINK_LIFE_SECONDS` by default. */
  readonly lifeSeconds?: number;
  readonly clock?: () => Date;
  /** Milliseconds without a byte, and to connect; 30 seconds by default. */
  readonly idleMs?: number;
}

export interface StageOptions {
  readonly contentType: StagedType;
  readonly signal?: AbortSignal;
}

const never = () => new AbortController().signal;

function goOn(signal: AbortSignal): void {
  if (signal.aborted) throw new OffcutError('cancelled');
}

/** The operation, until it worked once; whoever asks meanwhile waits for the same attempt. */
function untilDone(operation: () => Promise<void>): () => Promise<void> {
  let attempt: Promise<void> | undefined;
  return () => {
    attempt ??= operation().catch((error: unknown) => {
      attempt = undefined;
      throw error;
    });
    return attempt;
  };
}

/** Whether an upload that failed so may have left something: not where the server said no. */
const mayHaveArrived = (error: unknown): boolean =>
  !(error instanceof OffcutError && error.code === 'staging-failed') || isTransient(error);

/**
 * Puts pictures into the user's own bucket for providers that take nothing but an address. An
 * object's name is random and tells nothing of the file's, it carries no metadata but its content
 * type, and it is deleted when the provider is done. What a killed Offcut leaves is swept.
 *
 * Old versions are deleted for good as long as their numbers are known; what is swept, or was cut
 * off half-way, stays as an old version in a bucket that keeps them.
 */
export class Staging {
  readonly #settings: StagingSettings;
  readonly #keys: StagingKeys;
  readonly #lifeSeconds: number;
  readonly #clock: () => Date;
  readonly #idleMs: number;
  #bucket: Promise<Bucket> | undefined;

  /** @throws OffcutError `staging-invalid` for keys that cannot be any */
  constructor(settings: StagingSettings, keys: StagingKeys, options: StagingOptions = {}) {
    checkStagingKeys(keys);
    const { lifeSeconds = LINK_LIFE_SECONDS, clock = () => new Date(), idleMs = 30_000 } = options;
    this.#settings = settings;
    this.#keys = keys;
    this.#lifeSeconds = lifeSeconds;
    this.#clock = clock;
    this.#idleMs = idleMs;
  }

  /**
   * Puts a file into the bucket. When it fails or is aborted, what is there of it is deleted.
   * @throws OffcutError `staging-failed`, `cancelled`, `input-not-found`, `input-unreadable`,
   *   `input-empty`, `input-changed`
   */
  async stage(file: string, options: StageOptions): Promise<StagedPicture> {
    const { contentType, signal = never() } = options;
    return withPictureBody(file, contentType, (body) => this.#stage(body, signal));
  }

  /**
   * Deletes what an Offcut left behind: objects in the prefix's folder with a name such as Offcut
   * gives, that were put there at least `olderThanMs` ago by the server's clock. The age protects
   * what other Offcuts with the same bucket are about.
   * @returns how many were deleted
   * @throws OffcutError `staging-failed`, `cancelled`
   */
  async sweep(olderThanMs: number, signal: AbortSignal = never()): Promise<number> {
    const { prefix } = this.#settings;
    const bucket = await this.#open();
    const left = [];
    for await (const object of bucket.list(prefix, signal)) {
      if (isObjectKey(object.key, prefix)) left.push(object);
    }
    const latest = this.#now(bucket).getTime() - olderThanMs;
    const old = left.filter(({ modified }) => modified.getTime() <= latest);
    for (const { key } of old) await bucket.remove(key, undefined, signal);
    return old.length;
  }

  /**
   * Tries the settings: puts a tiny text into the bucket, fetches it by its link as a provider
   * would, and deletes it.
   * @throws OffcutError `staging-failed`, `cancelled`
   */
  async check(signal: AbortSignal = never()): Promise<void> {
    const text = Buffer.from(`Offcut tries this bucket: ${randomBytes(8).toString('hex')}`);
    const staged = await this.#stage(
      { bytes: text.length, contentType: 'text/plain', open: () => Readable.from([text]) },
      signal,
    );
    const { bucket } = this.#settings;
    try {
      if (!(await readLink(staged.url, bucket, this.#idleMs, signal)).equals(text)) {
        const reason = 'its link gives something else than was put there';
        throw new OffcutError('staging-failed', { bucket, reason, status: 200 });
      }
    } catch (error) {
      await staged.release().catch(() => undefined);
      throw error;
    }
    await staged.release();
  }

  /** Ends the connections, and with them what is still under way. */
  async close(): Promise<void> {
    (await this.#bucket)?.close();
  }

  #open(): Promise<Bucket> {
    this.#bucket ??= Bucket.open(this.#settings, this.#keys, this.#idleMs);
    return this.#bucket;
  }

  /** What the server's clock says, which is the one that links and listings go by. */
  #now(bucket: Bucket): Date {
    return new Date(this.#clock().getTime() + bucket.clockOffsetMs);
  }

  async #stage(body: ObjectBody, signal: AbortSignal): Promise<StagedPicture> {
    goOn(signal);
    const bucket = await this.#open();
    const key = newObjectKey(this.#settings.prefix, body.contentType);
    let version: string | undefined;
    try {
      version = await bucket.put(key, body, signal);
      // It may have arrived before the abort was heard.
      goOn(signal);
      const url = await bucket.link(key, this.#lifeSeconds, this.#now(bucket));
      return { url, release: untilDone(() => bucket.remove(key, version, never())) };
    } catch (error) {
      if (mayHaveArrived(error)) {
        await bucket.remove(key, version, AbortSignal.timeout(CLEAN_UP_MS)).catch(() => undefined);
      }
      throw error;
    }
  }
}
