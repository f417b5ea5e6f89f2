/**
 * What a provider answered, by its first bytes: what the headers say of it is not relied on.
 * JPEG, PNG and WebP are all that any of them documents.
 */
export type AnswerKind = 'png' | 'webp' | 'jpeg' | 'json' | 'empty' | 'other';

export function kindOf(body: Buffer): AnswerKind {
  if (body.length === 0) return 'empty';
  if (body.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'png';
  if (body.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  const riff = body.toString('latin1', 0, 4) === 'RIFF' && body.toString('latin1', 8, 12);
  if (riff === 'WEBP') return 'webp';
  return /^\s*[{[]/.test(body.toString('utf8', 0, 64)) ? 'json' : 'other';
}

export const isPicture = (kind: AnswerKind): boolean =>
  kind === 'png' || kind === 'webp' || kind === 'jpeg';
