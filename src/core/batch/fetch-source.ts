import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertNever } from '../../shared/assert.ts';
import type { Source } from '../sources/source.ts';

/** Where sources that are no files yet are put while they are worked on. */
export interface FetchOptions {
  /** Names a new file, in a folder of this batch's own that is removed with all in it. */
  readonly newFile: () => string;
  readonly stdin: Readable | undefined;
  readonly signal: AbortSignal;
}

/**
 * A source as a file that the engine can open.
 * @returns the file, and whether it is a copy that may be removed after use
 * @throws OffcutError of `downloadPicture`
 */
export async function fetchSource(
  source: Source,
  { newFile, stdin, signal }: FetchOptions,
): Promise<{ readonly file: string; readonly isCopy: boolean }> {
  if (source.kind === 'file') return { file: source.path, isCopy: false };
  const file = newFile();
  switch (source.kind) {
    case 'url': {
      // Loaded only when asked for: its HTTP client takes longer to load than many a command to run.
      const { downloadPicture } = await import('../sources/download.ts');
      await downloadPicture(source.url, file, { signal });
      break;
    }
    case 'stdin':
      if (stdin === undefined) throw new Error('standard input was planned but not given');
      await pipeline(stdin, createWriteStream(file, { flags: 'wx' }), { signal });
      break;
    default:
      return assertNever(source);
  }
  return { file, isCopy: true };
}
