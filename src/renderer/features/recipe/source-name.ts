import type { JobSource } from '../../../shared/queue.ts';

/** The last part of a path or an address, for people. */
export const lastPart = (path: string): string => /[^/\\]+(?=[/\\]*$)/.exec(path)?.[0] ?? path;

export const sourceName = (source: JobSource): string =>
  lastPart(source.kind === 'file' ? source.path : source.url);
