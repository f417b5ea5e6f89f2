import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import type { Source } from './source.ts';

/** A source as its user would name it: relative to `cwd` where it lies below. */
export function sourceLabel(source: Source, cwd: string): string {
  switch (source.kind) {
    case 'file': {
      const relative = path.relative(cwd, source.path);
      return relative.startsWith('..') ? source.path : relative;
    }
    case 'url':
      return source.url;
    case 'stdin':
      return '-';
    default:
      return assertNever(source);
  }
}
