import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import {
  StoredKeys,
  storedKeysFile,
  type KeyCipher,
  type StoredKeysOptions,
} from './stored-keys.ts';

const newFolder = useTempFolder();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

const KEY = 'poof-key-0123456789-WXYZ';

/** Turns letters around, for whoever has the right password. */
function cipherWith(
  password: string,
  { backend = 'gnome_libsecret', available = true, rotated = false } = {},
): KeyCipher {
  const turned = (text: string) => Buffer.from(text, 'latin1').reverse().toString('latin1');
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    getSelectedStorageBackend: () => backend as ReturnType<KeyCipher['getSelectedStorageBackend']>,
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(`${password}:${turned(text)}`)),
    decryptStringAsync: (encrypted) => {
      const [used = '', text = ''] = encrypted.toString().split(':');
      if (used !== password && !rotated) return Promise.reject(new Error('wrong password'));
      return Promise.resolve({ result: turned(text), shouldReEncrypt: used !== password });
    },
  };
}

const open = (cipher: KeyCipher, rest: Partial<StoredKeysOptions> = {}) =>
  new StoredKeys({
    folder,
    cipher,
    platform: 'linux',
    others: { find: () => Promise.resolve(undefined) },
    ...rest,
  });

const file = () => storedKeysFile(folder);

describe('StoredKeys', () => {
  it('keeps a key encrypted, in a file of its own for its user alone', async () => {
    const keys = open(cipherWith('a'));
    expect(await keys.keeps()).toBe(true);
    await keys.set('poof', KEY);
    expect(await open(cipherWith('a')).find('poof')).toEqual({
      key: KEY,
      origin: { kind: 'stored' },
    });
    expect(await keys.find('clipdrop')).toBeUndefined();
    expect(readdirSync(folder)).toEqual([path.basename(file())]);
    expect(readFileSync(file(), 'utf8')).not.toContain(KEY);
    expect(statSync(file()).mode & 0o077).toBe(0);
  });

  it.each([
    ['the password is one that everybody knows', { backend: 'basic_text' }, 'linux', false],
    ['there is no keychain', { available: false }, 'win32', false],
    ['only Linux has such a password', { backend: 'basic_text' }, 'darwin', true],
  ] as const)('knows whether it can: %s', async (_, how, platform, keeps) => {
    const keys = open(cipherWith('a', how), { platform });
    expect(await keys.keeps()).toBe(keeps);
    await keys.set('poof', KEY);
    const kind = keeps ? 'stored' : 'session';
    expect(await keys.find('poof')).toEqual({ key: KEY, origin: { kind } });
    const later = await open(cipherWith('a', how), { platform }).find('poof');
    expect(later?.key).toBe(keeps ? KEY : undefined);
  });

  it('never leaves a key on disk that was replaced by one for the session', async () => {
    await open(cipherWith('a')).set('poof', KEY);
    await open(cipherWith('a', { backend: 'basic_text' })).set('poof', 'another-key-of-length');
    expect(await open(cipherWith('a')).find('poof')).toBeUndefined();
  });

  it('forgets a key, and then finds what the environment has', async () => {
    const found = { key: 'from-elsewhere', origin: { kind: 'variable', name: 'X' } } as const;
    const keys = open(cipherWith('a'), { others: { find: () => Promise.resolve(found) } });
    await keys.set('poof', KEY);
    expect((await keys.find('poof'))?.key).toBe(KEY);
    keys.remove('poof');
    expect(await keys.find('poof')).toEqual(found);
  });

  it('encrypts anew when the system asks for it', async () => {
    await open(cipherWith('old')).set('poof', KEY);
    const keys = open(cipherWith('new', { rotated: true }));
    expect((await keys.find('poof'))?.key).toBe(KEY);
    expect((await open(cipherWith('new')).find('poof'))?.key).toBe(KEY);
  });

  it('says that a key cannot be decrypted, and keeps it', async () => {
    await open(cipherWith('a')).set('poof', KEY);
    const before = readFileSync(file(), 'utf8');
    const error = await refusal(() => open(cipherWith('b')).find('poof'));
    expect(error.code).toBe('keys-unreadable');
    expect(error.message).toContain('Poof cannot be decrypted');
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  it('says that the file is damaged, and leaves it alone', async () => {
    writeFileSync(file(), '{"poof":');
    const keys = open(cipherWith('a'));
    expect(await refusal(() => keys.find('poof'))).toMatchObject({ code: 'keys-unreadable' });
    expect(await refusal(() => keys.set('poof', KEY))).toMatchObject({ code: 'keys-unreadable' });
    expect(readFileSync(file(), 'utf8')).toBe('{"poof":');
  });
});
