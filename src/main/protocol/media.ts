import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { assertNever } from '../../shared/assert.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { MediaSide, MediaSize } from '../../shared/bridge/contract.ts';
import type { Job } from '../../shared/queue.ts';
import { commonHeaders, notFound } from './schemes.ts';
import { readMediaAddress } from './media-address.ts';

export interface MediaOptions {
  readonly job: (id: number) => Promise<Job | undefined>;
  /** The file of a smaller picture of a file. */
  readonly preview: (file: string, side: Exclude<MediaSize, 'full'>) => Promise<string>;
  /** The largest picture of a file that the page cannot show itself. */
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

function fileOf(job: Job, side: MediaSide): string | undefined {
  switch (side) {
    case 'before':
      return job.source.kind === 'file' ? job.source.path : undefined;
    case 'after':
      return job.state.name === 'done' ? job.state.output.path : undefined;
    default:
      return assertNever(side);
  }
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

/** Answers for pictures: those of jobs on the list, and previews of recipes, by their ids alone. */
export function serveMedia({ job: find, preview, recipePreview, onError }: MediaOptions) {
  return async ({ url, method }: Request): Promise<Response> => {
    const address = method === 'GET' ? readMediaAddress(url) : undefined;
    if (address === undefined) return notFound();
    try {
      if (address.what === 'preview') {
        const file = recipePreview(address.id);
        return file === undefined ? notFound() : answer(file, 'image/webp');
      }
      const job = await find(address.job);
      const file = job === undefined ? undefined : fileOf(job, address.side);
      if (file === undefined) return notFound();
      if (address.size !== 'full') {
        return answer(await preview(file, address.size), 'image/webp');
      }
      const type = await typeOf(file);
      return type === undefined
        ? answer(await preview(file, 2048), 'image/webp')
        : answer(file, type);
    } catch (error) {
      const known = OffcutError.from(error);
      onError(known);
      return notFound(known.code);
    }
  };
}
