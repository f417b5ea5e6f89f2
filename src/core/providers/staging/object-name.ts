import { randomBytes } from 'node:crypto';

/** What may lie in the bucket, and how its name ends: some providers look at nothing else. */
const extensions = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/tiff': 'tif',
  'image/gif': 'gif',
  'image/bmp': 'bmp',
  // What the settings are tried with.
  'text/plain': 'txt',
} as const;

export type StagedType = keyof typeof extensions;

const OUR_NAME = new RegExp(`^[0-9a-f]{32}\\.(?:${Object.values(extensions).join('|')})$`);

/** A name that tells nothing and that nobody guesses: 128 random bits, as hex. */
export const newObjectKey = (prefix: string, type: StagedType): string =>
  `${prefix}${randomBytes(16).toString('hex')}.${extensions[type]}`;

/** Whether `newObjectKey` may have made this name; what else lies in the bucket is not ours. */
export const isObjectKey = (key: string, prefix: string): boolean =>
  key.startsWith(prefix) && OUR_NAME.test(key.slice(prefix.length));
