import { withFile } from '../read-at.ts';
import { readDirectories, type TiffDirectories, type TiffDirectory } from './directories.ts';

export interface TiffPage {
  /** As libvips counts them: the chain's directories from 0, and those below one from 0, or -1. */
  readonly page: number;
  readonly subifd: number;
  /** How many whole pictures the file has, and which of them, from 1, is taken. */
  readonly pages: { readonly count: number; readonly taken: number };
  /** Whether a smaller copy comes first. */
  readonly previewSkipped: boolean;
  /** A camera's raw data, which is no picture yet. */
  readonly raw: boolean;
}

const isWhole = ({ reduced, mask }: TiffDirectory) => !reduced && !mask;
const area = ({ width, height }: TiffDirectory) => width * height;

/** The place of the largest, the first of equals; -1 where there is none. */
const placeOfLargest = (directories: readonly TiffDirectory[]) =>
  directories.reduce(
    (best, directory, i) =>
      best < 0 || area(directory) > area(directories[best] ?? directory) ? i : best,
    -1,
  );

/**
 * The picture that a TIFF file is there for: its first page, but never a smaller copy or a mask
 * while there is a whole picture, be it further on or below (SubIFDs). The layers of a pyramid are
 * not pages.
 */
export function chooseAmong({ chain, below }: TiffDirectories): TiffPage {
  const raw = [...chain, ...below.flat()].some((directory) => directory.raw);
  const whole = chain.flatMap((directory, page) => (isWhole(directory) ? [page] : []));
  const [first] = whole;
  const pages = { count: Math.max(1, whole.length), taken: 1 };
  if (first !== undefined)
    return { page: first, subifd: -1, pages, previewSkipped: first > 0, raw };

  for (const [page, directories] of below.entries()) {
    const largest = placeOfLargest(directories.map((d) => (isWhole(d) ? d : { ...d, width: 0 })));
    const found = directories[largest];
    if (found !== undefined && isWhole(found)) {
      return { page, subifd: largest, pages, previewSkipped: true, raw };
    }
  }
  const page = Math.max(0, placeOfLargest(chain));
  return { page, subifd: -1, pages, previewSkipped: page > 0, raw };
}

/** See `chooseAmong`. */
export const chooseTiffPage = (file: string): Promise<TiffPage> =>
  withFile(file, async (read) => chooseAmong(await readDirectories(read)));
