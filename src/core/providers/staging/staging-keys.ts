import { OffcutError } from '../../../shared/errors.ts';

/** The keys to the bucket. They are the user's secret: never stored or told with the settings. */
export interface StagingKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For keys that are lent for some hours. */
  readonly sessionToken?: string;
}

const invalid = (reason: string) => new OffcutError('staging-invalid', { reason });

/**
 * The keys as they are kept in one piece: the access key's id, the secret key and, where they are
 * lent, the session token, with spaces between them.
 * @throws OffcutError `staging-invalid`, which does not hold the keys
 */
export function parseStagingKeys(text: string): StagingKeys {
  const [accessKeyId = '', secretAccessKey = '', sessionToken, ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0) throw invalid('its keys are more than an id, a secret and a token');
  const keys = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  checkStagingKeys(keys);
  return keys;
}

/**
 * Looks for what no key is, such as a line break from the clipboard: it could not be sent.
 * @throws OffcutError `staging-invalid`, which does not hold the key
 */
export function checkStagingKeys(keys: StagingKeys): void {
  const { accessKeyId, secretAccessKey, sessionToken = 'none' } = keys;
  const named = [
    ['access key', accessKeyId],
    ['secret key', secretAccessKey],
    ['session token', sessionToken],
  ] as const;
  for (const [name, key] of named) {
    if (key === '') throw invalid(`the ${name} is missing`);
    if (!/^[!-~]+$/.test(key))
      throw invalid(`the ${name} holds a space or another wrong character`);
  }
}
