import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { OffcutError } from '../../shared/errors.ts';
import type { MediaSize } from '../../shared/bridge/contract.ts';
import type { Job } from '../../shared/queue.ts';
import { commonHeaders, notFound } from './schemes.ts';
import { readMediaAddress, type MediaAddress } from './media-address.ts';

export interface MediaOptions {
  readonly job: (id: number) => Promise<Job | undefined>;
  /** The file of a smaller picture of a file. */
  readonly preview: (file: string, size: MediaSize) => Promise<string>;
  /** The file of a view of a job's matte. */
  readonly matte: (job: Job, view: 'matte' | 'edge', size: MediaSize) => Promise<string>;
  readonly recipePreview: (id: string) => string | undefined;
  readonly onError: (error: OffcutError) => void;
}

/** What the page can show by itself, by the first bytes of a file. */
const shown: readonly (readonly [type: string, matches: (head: Buffer) => boolean])[] = [
  ['image/png', (head) => head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))],
  ['image/jpeg', (head) => head.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))],
  ['image/gif', (head) => /^GIF8[79]a/.test(head.toString('latin1'))],
  ['image/webp', (head) => /^RIFF[^]{4}WEBP/.test(head.toString('latin1'))],
  ['image/avif', (head) => /^[^]{4}ftypavi[fs]/.test(head.toString('latin1'))],
];

async function typeOf(file: string): Promise<string | undefined> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(16);
    await handle.read(head, 0, head.length, 0);
    return shown.find(([, matches]) => matches(head))?.[0];
  } finally {
    await handle.close();
  }
}

function fileOf({ source, state }: Job, side: 'before' | 'after'): string | undefined {
  if (side === 'before') return source.kind === 'file' ? source.path : undefined;
  return state.name === 'done' ? state.output.path : undefined;
}

const answer = (file: string, type: string): Response =>
  new Response(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>, {
    // An address is made new with what it shows.
    headers: {
      ...commonHeaders,
      'Content-Type': type,
      'Cache-Control': 'private, max-age=604800, immutable',
    },
  });

const WEBP = 'image/webp';

async function showFile(
  file: string,
  size: MediaSize,
  preview: MediaOptions['preview'],
): Promise<Response> {
  // The page decodes what it can by itself: exact, and without a wait.
  const type = size === 'full' ? await typeOf(file) : undefined;
  return type === undefined ? answer(await preview(file, size), WEBP) : answer(file, type);
}

/** Answers for pictures: those of jobs on the list, and previews of recipes, by their ids alone. */
export function serveMedia({ job: find, preview, matte, recipePreview, onError }: MediaOptions) {
  const show = async (address: MediaAddress): Promise<Response> => {
    if (address.what === 'preview') {
      const file = recipePreview(address.id);
      return file === undefined ? notFound() : answer(file, WEBP);
    }
    const { side, size } = address;
    const job = await find(address.job);
    if (job === undefined) return notFound();
    if (side === 'matte' || side === 'edge') return answer(await matte(job, side, size), WEBP);
    const file = fileOf(job, side);
    return file === undefined ? notFound() : showFile(file, size, preview);
  };
  return async ({ url, method }: Request): Promise<Response> => {
    const address = method === 'GET' ? readMediaAddress(url) : undefined;
    if (address === undefined) return notFound();
    try {
      return await show(address);
    } catch (error) {
      const known = OffcutError.from(error);
      onError(known);
      return notFound(known.code);
    }
  };
}
