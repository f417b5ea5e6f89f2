import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type * as ClientModule from '@aws-sdk/client-s3';
import type * as PresignerModule from '@aws-sdk/s3-request-presigner';
import { OffcutError } from '../../../shared/errors.ts';
import type { StagingSettings } from '../../../shared/staging.ts';
import { isTransient } from '../../queue/transient.ts';
import type { StagedType } from './object-name.ts';
import { stagingError } from './staging-error.ts';
import type { StagingKeys } from './staging-keys.ts';

/** What is put into the bucket. */
export interface ObjectBody {
  readonly bytes: number;
  readonly contentType: StagedType;
  /** Its bytes from the beginning, anew at each attempt. An error of it is what `put` throws. */
  open(): Readable;
}

/** An object as a listing of the bucket has it. */
export interface ListedObject {
  readonly key: string;
  readonly modified: Date;
}

/** Milliseconds before the second and the third attempt. */
const delays = [200, 1_000];

/** Milliseconds that a call may take in all: as long as a download where a picture goes along. */
const CALL_MS = 60_000;
const UPLOAD_MS = 600_000;

/** Else the client tells the console what it thinks of a failure. */
const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };

/** The settings of S3's client, none of which is left to the environment or to ~/.aws. */
function clientConfig(settings: StagingSettings, keys: StagingKeys, idleMs: number) {
  const { endpoint, region, pathStyle } = settings;
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  return {
    region,
    ...(endpoint === null ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    forcePathStyle: pathStyle,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    useArnRegion: false,
    disableS3ExpressSessionAuth: true,
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    authSchemePreference: ['sigv4'],
    sigv4aSigningRegionSet: [region],
    disableClockSkewCorrection: false,
    userAgentAppId: 'offcut',
    logger,
    // Many servers that are not Amazon's refuse the checksums it would add by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // And some never say that they are ready for what was announced.
    expectContinueHeader: false,
    // Here is what tries again: the client does not for a body that is a stream.
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    requestHandler: {
      connectionTimeout: idleMs,
      socketTimeout: idleMs,
      requestTimeout: CALL_MS,
      throwOnRequestTimeout: true,
    },
  } satisfies ClientModule.S3ClientConfig;
}

/** The client has a clock of its own when that of this computer is wrong, and knows from now on. */
const mayPass = (error: OffcutError): boolean =>
  error.code === 'staging-failed' &&
  (isTransient(error) || error.params['reason'] === 'RequestTimeTooSkewed');

/**
 * A bucket of S3 or a service like it. Every call tries again what may pass, two times, and throws
 * OffcutError `staging-failed`, or `cancelled` once its signal is aborted.
 */
export class Bucket {
  readonly #client: ClientModule.S3Client;
  readonly #s3: typeof ClientModule;
  readonly #presigner: typeof PresignerModule;
  readonly #name: string;

  private constructor(
    client: ClientModule.S3Client,
    s3: typeof ClientModule,
    presigner: typeof PresignerModule,
    name: string,
  ) {
    this.#client = client;
    this.#s3 = s3;
    this.#presigner = presigner;
    this.#name = name;
  }

  /**
   * Loads S3's client, some megabytes of code. Connects to nothing yet.
   * @param idleMs milliseconds without a byte, and to connect
   */
  static async open(settings: StagingSettings, keys: StagingKeys, idleMs: number): Promise<Bucket> {
    const [s3, presigner] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('@aws-sdk/s3-request-presigner'),
    ]);
    // Else it warns on stderr of a Node that it will not support some day, though it still does.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const client = new s3.S3Client(clientConfig(settings, keys, idleMs));
    return new Bucket(client, s3, presigner, settings.bucket);
  }

  /** The server's clock less this computer's, in ms; 0 before the first answer. */
  get clockOffsetMs(): number {
    return this.#client.config.systemClockOffset;
  }

  /** @returns the version, in a bucket that keeps old ones */
  put(key: string, body: ObjectBody, signal: AbortSignal): Promise<string | undefined> {
    return this.#tried(signal, () => this.#putOnce(key, body, signal));
  }

  /** A link that anyone can fetch the object by with a plain GET, from `at` on. */
  link(key: string, lifeSeconds: number, at: Date): Promise<string> {
    const command = new this.#s3.GetObjectCommand({ Bucket: this.#name, Key: key });
    const options = { expiresIn: lifeSeconds, signingDate: at };
    return this.#presigner.getSignedUrl(this.#client, command, options);
  }

  /** Deletes an object, for good where its version is given. One that is not there is fine. */
  async remove(key: string, version: string | undefined, signal: AbortSignal): Promise<void> {
    const command = new this.#s3.DeleteObjectCommand({
      Bucket: this.#name,
      Key: key,
      VersionId: version,
    });
    try {
      await this.#tried(signal, () => this.#client.send(command, { abortSignal: signal }));
    } catch (error) {
      // Amazon answers that it is deleted then; others may say that it is not there.
      if (!(error instanceof OffcutError)) throw error;
      const { status, reason } = error.params;
      if (status !== 404 || reason === 'NoSuchBucket') throw error;
    }
  }

  /** All objects whose key begins with `prefix`, from as many pages as the server makes of them. */
  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<ListedObject> {
    let token: string | undefined;
    do {
      const command = new this.#s3.ListObjectsV2Command({
        Bucket: this.#name,
        Prefix: prefix,
        ContinuationToken: token,
      });
      const page = await this.#tried(signal, () =>
        this.#client.send(command, { abortSignal: signal }),
      );
      for (const { Key, LastModified } of page.Contents ?? []) {
        if (Key !== undefined && LastModified !== undefined) {
          yield { key: Key, modified: LastModified };
        }
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  close(): void {
    this.#client.destroy();
  }

  async #putOnce(key: string, body: ObjectBody, signal: AbortSignal): Promise<string | undefined> {
    const broken = new AbortController();
    // The client pipes the stream and does not listen to its errors.
    const stream = body.open().on('error', (error) => {
      broken.abort(error);
    });
    const command = new this.#s3.PutObjectCommand({
      Bucket: this.#name,
      Key: key,
      Body: stream,
      ContentLength: body.bytes,
      ContentType: body.contentType,
      CacheControl: 'no-store',
    });
    try {
      const answer = await this.#client.send(command, {
        abortSignal: AbortSignal.any([signal, broken.signal]),
        requestTimeout: UPLOAD_MS,
      });
      return answer.VersionId;
    } catch (error) {
      broken.signal.throwIfAborted();
      throw error;
    } finally {
      stream.destroy();
    }
  }

  async #tried<T>(signal: AbortSignal, operation: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        signal.throwIfAborted();
        return await operation();
      } catch (thrown) {
        if (signal.aborted) throw new OffcutError('cancelled');
        const error = stagingError(thrown, this.#name);
        const delay = delays[failures];
        if (delay === undefined || !mayPass(error)) throw error;
        await wait(delay, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
