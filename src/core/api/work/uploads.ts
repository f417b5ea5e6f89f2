import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OffcutError } from '../../../shared/errors.ts';
import { writeError } from '../../../shared/write-error.ts';
import { fileName, safeStem } from '../../files/safe-name.ts';
import { kindOf, type AnswerKind } from '../../providers/picture-answer.ts';
import type { DownloadOptions } from '../../sources/download.ts';
import { urlName } from '../../sources/source-name.ts';
import { ApiFailure } from '../failure.ts';

/** A file that somebody sent, or had fetched. */
export interface UploadedFile {
  /** Absolute. */
  readonly path: string;
  /** What it is called by whoever sent it, safe as a file name. */
  readonly name: string;
  readonly bytes: number;
  /** By its first bytes, whatever it is called; `other` may be a picture too. */
  readonly kind: AnswerKind;
}

export interface UploadsOptions {
  /** Absolute; everything in it is the local API's own. */
  readonly folder: string;
  /** How addresses are fetched; by default only public ones are. */
  readonly download?: DownloadOptions | undefined;
  /** Whether nothing may be fetched at all. */
  readonly networkOff: () => boolean;
}

/** Bytes of a file's start that tell what it is. */
const HEAD = 64;

/** Bytes of an upload that wait to be written: each write goes through a thread. */
const WRITTEN_AT_ONCE = 1 << 20;

const UNNAMED = { stem: 'picture', extension: '' };

/** Nothing of a client's path is kept. */
function safeNameOf(given: string | undefined): string {
  const { name, ext } = path.win32.parse(path.posix.basename(given ?? ''));
  const { stem, extension } = name === '' ? UNNAMED : { stem: name, extension: ext.slice(1) };
  const safe = /^[a-z0-9]{1,5}$/i.test(extension) ? extension.toLowerCase() : '';
  // Room for whatever the engine puts beside it.
  return fileName(safeStem(stem, 'win32').slice(0, 100), '', safe);
}

/** What came with one request, in a folder of its own. */
export class UploadFolder {
  /** Unguessable; also that of the job that is made of it. */
  readonly id: string;
  readonly folder: string;
  readonly #options: UploadsOptions;

  constructor(id: string, options: UploadsOptions) {
    this.id = id;
    this.folder = path.join(options.folder, id);
    this.#options = options;
  }

  /**
   * Writes what comes to a file; when it is too much or breaks off, nothing is left.
   * @param role `source`, or what else a dialect takes; one file each
   * @throws ApiFailure `body-too-large`; OffcutError of a failed write
   */
  async receive(
    role: string,
    stream: Readable,
    given: { readonly name: string | undefined; readonly maxBytes: number },
  ): Promise<UploadedFile> {
    const { file, name } = await this.#place(role, safeNameOf(given.name));
    let bytes = 0;
    let head = Buffer.alloc(0);
    const counted = async function* () {
      // Who sends it is still to be told why it is not wanted: the request lives on.
      const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD)]);
        if (bytes > given.maxBytes) throw tooLarge(given.maxBytes);
        yield chunk;
      }
    };
    try {
      const options = { flags: 'wx', mode: 0o600, highWaterMark: WRITTEN_AT_ONCE };
      await pipeline(counted, createWriteStream(file, options));
    } catch (error) {
      await rm(file, { force: true });
      throw isSystemError(error) ? writeError(error, file) : error;
    }
    return { path: file, name, bytes, kind: kindOf(head) };
  }

  /**
   * Fetches a picture, by the rules of `downloadPicture`.
   * @param maxBytes in place of the server's limit, where the dialect's is lower
   * @throws OffcutError of `downloadPicture`, `network-off`
   */
  async fetch(
    role: string,
    url: string,
    signal: AbortSignal,
    maxBytes = Infinity,
  ): Promise<UploadedFile> {
    if (this.#options.networkOff()) throw new OffcutError('network-off', { url });
    const { stem, extension } = urlName(url);
    const { file, name } = await this.#place(role, safeNameOf(`${stem}.${extension}`));
    // Loaded only when asked for, as in `fetchSource`.
    const { downloadPicture } = await import('../../sources/download.ts');
    const { download } = this.#options;
    const limit = Math.min(maxBytes, download?.maxBytes ?? Infinity);
    const bounds = Number.isFinite(limit) ? { maxBytes: limit } : {};
    const { bytes } = await downloadPicture(url, file, { ...download, ...bounds, signal });
    return { path: file, name, bytes, kind: kindOf(await headOf(file)) };
  }

  /** Makes what was written survive the end of the machine: a job is about to be promised. */
  async sync(): Promise<void> {
    for (const name of await readdir(this.folder, { recursive: true })) {
      const file = path.join(this.folder, name);
      if (!(await stat(file)).isFile()) continue;
      const handle = await open(file, 'r+');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #place(role: string, name: string) {
    const folder = path.join(this.folder, role);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { file: path.join(folder, name), name };
  }
}

export const tooLarge = (maxBytes: number): ApiFailure =>
  new ApiFailure('body-too-large', `The file is larger than ${maxBytes / 1_000_000} MB.`);

const isSystemError = (error: unknown) =>
  error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Where what is sent lies until it is worked on. */
export class Uploads {
  readonly #options: UploadsOptions;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  get folder(): string {
    return this.#options.folder;
  }

  create(): UploadFolder {
    return new UploadFolder(randomUUID(), this.#options);
  }

  /** A folder for what comes with a request; when `work` throws, nothing of it is left. */
  async forRequest<T>(work: (upload: UploadFolder) => Promise<T>): Promise<T> {
    const upload = this.create();
    try {
      return await work(upload);
    } catch (error) {
      await upload.remove();
      throw error;
    }
  }

  /** That of a job that was promised before. */
  of(id: string): UploadFolder {
    return new UploadFolder(id, this.#options);
  }

  /** Removes what no job needs; only while no request is answered. */
  async sweep(needed: ReadonlySet<string>): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      if (!needed.has(name)) await this.of(name).remove();
    }
  }
}
