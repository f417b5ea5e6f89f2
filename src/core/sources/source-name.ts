import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import { safeStem } from '../files/safe-name.ts';
import type { Source } from './source.ts';

/** A source's own name: `holiday.JPG` is the stem `holiday` and the extension `jpg`. */
export interface SourceName {
  readonly stem: string;
  /** Lower case, without the dot; '' when there is none. */
  readonly extension: string;
}

const NAMELESS = 'picture';

/** Five letters at most, so that the end of `report.with.dots` is not taken for an extension. */
const URL_EXTENSION = /^(.+)\.([a-z0-9]{1,5})$/i;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // A stray % is legal in a URL's path.
  }
}

/** The name that the path of `url` ends with, safe as a file name on any system. */
export function urlName(url: string): SourceName {
  const pathname = URL.canParse(url) ? new URL(url).pathname : '';
  const name = decoded(pathname.split('/').findLast((segment) => segment !== '') ?? '').trim();
  const [, stem = name, extension = ''] = URL_EXTENSION.exec(name) ?? [];
  return {
    stem: stem === '' ? NAMELESS : safeStem(stem, 'win32'),
    extension: extension.toLowerCase(),
  };
}

export function sourceName(source: Source): SourceName {
  switch (source.kind) {
    case 'file': {
      const { name, ext } = path.parse(source.path);
      return { stem: name, extension: ext.slice(1).toLowerCase() };
    }
    case 'url':
      return urlName(source.url);
    case 'stdin':
      return { stem: NAMELESS, extension: '' };
    default:
      return assertNever(source);
  }
}
