import { clipdrop } from './clipdrop.ts';
import type { Dialect } from './dialect.ts';

/** All that is spoken here. */
export const dialects: readonly Dialect[] = [clipdrop];
