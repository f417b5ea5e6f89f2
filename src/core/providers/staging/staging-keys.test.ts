import { describe, expect, it } from 'vitest';
import { OffcutError } from '../../../shared/errors.ts';
import { checkStagingKeys, parseStagingKeys } from './staging-keys.ts';

function reasonOf(operation: () => unknown): string {
  try {
    operation();
  } catch (error) {
    expect(error).toBeInstanceOf(OffcutError);
    expect(error).toMatchObject({ code: 'staging-invalid' });
    if (error instanceof OffcutError) return String(error.params['reason']);
  }
  throw new Error('nothing was thrown');
}

describe('the keys to a bucket', () => {
  const keys = { accessKeyId: 'AKIA', secretAccessKey: 'wJalr/+=' };

  it('may have a token with them', () => {
    checkStagingKeys(keys);
    checkStagingKeys({ ...keys, sessionToken: 'FwoG/+=' });
  });

  it.each([
    [{ accessKeyId: '' }, 'the access key is missing'],
    [{ secretAccessKey: '' }, 'the secret key is missing'],
    [{ secretAccessKey: 'tell-nobody\n' }, 'the secret key holds a space'],
    [{ sessionToken: 'tell nobody' }, 'the session token holds a space'],
  ])('may not be %o, which is not told', (changes, reason) => {
    const told = reasonOf(() => {
      checkStagingKeys({ ...keys, ...changes });
    });
    expect(told).toContain(reason);
    expect(told).not.toContain('nobody');
  });

  it('are kept in one piece', () => {
    expect(parseStagingKeys(' AKIA  wJalr/+= ')).toEqual(keys);
    expect(parseStagingKeys('AKIA wJalr/+= FwoG')).toEqual({ ...keys, sessionToken: 'FwoG' });
    for (const text of ['', 'AKIA', 'AKIA secret token more']) {
      expect(reasonOf(() => parseStagingKeys(text))).not.toContain('AKIA');
    }
  });
});
