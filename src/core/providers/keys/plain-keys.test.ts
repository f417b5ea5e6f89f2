import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { addressFromEnvironment, keyVariable, parseKeys, plainKeys } from './plain-keys.ts';
import { lastFour } from './provider-keys.ts';

const newFolder = useTempFolder();

async function keyFile(text: string, mode = 0o600): Promise<string> {
  const file = path.join(await newFolder(), 'keys');
  await writeFile(file, text, { mode });
  await chmod(file, mode);
  return file;
}

describe('plainKeys', () => {
  it('finds a key in the environment first, then in the file, and says where', async () => {
    const file = await keyFile('# mine\n\npoof = from-file\r\nclipdrop=also from = file\n');
    const env = { OFFCUT_KEYS: file, OFFCUT_POOF_KEY: ' from-env ' };
    const keys = plainKeys({ env });
    expect(await keys.find('poof')).toEqual({
      key: 'from-env',
      origin: { kind: 'variable', name: 'OFFCUT_POOF_KEY' },
    });
    expect(await keys.find('clipdrop')).toEqual({
      key: 'also from = file',
      origin: { kind: 'file', path: file },
    });
    expect(await keys.find('tengr')).toBeUndefined();
    expect(await plainKeys({ env: { ...env, OFFCUT_POOF_KEY: '' } }).find('poof')).toMatchObject({
      key: 'from-file',
    });
  });

  it('looks into the data folder, where there need be no file', async () => {
    const folder = await newFolder();
    const keys = plainKeys({ env: { OFFCUT_DATA: folder } });
    expect(await keys.find('poof')).toBeUndefined();
    await writeFile(path.join(folder, 'keys'), 'poof = a', { mode: 0o600 });
    expect(await keys.find('poof')).toMatchObject({ key: 'a' });
  });

  it('misses a file that was named', async () => {
    const file = path.join(await newFolder(), 'nothing');
    const error = await refusal(() => plainKeys({ env: { OFFCUT_KEYS: file } }).find('poof'));
    expect(error).toMatchObject({
      code: 'keys-unreadable',
      params: { path: file, reason: 'ENOENT' },
    });
  });

  it.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o666, 0o620])(
    'refuses a file that others can read or write (%o)',
    async (mode) => {
      const env = { OFFCUT_KEYS: await keyFile('poof = a', mode) };
      const error = await refusal(() => plainKeys({ env }).find('poof'));
      expect(error).toMatchObject({ code: 'keys-exposed', params: { path: env.OFFCUT_KEYS } });
      expect(await plainKeys({ env, platform: 'win32' }).find('poof')).toMatchObject({ key: 'a' });
    },
  );

  it.each([
    ['poof', 'line 1'],
    ['poof = a\nproof = s3cret', 'line 2'],
    ['poof =', 'line 1'],
    ['= s3cret', 'line 1'],
    ['poof = a\n# \npoof = s3cret', 'line 3'],
  ])('says which line of %j is wrong, and not what is in it', async (text, words) => {
    const env = { OFFCUT_KEYS: await keyFile(text) };
    const error = await refusal(() => plainKeys({ env }).find('clipdrop'));
    expect(error).toMatchObject({ code: 'keys-unreadable' });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('s3cret');
    expect(() => parseKeys(text)).toThrow(words);
  });

  it('names the variables after the providers', () => {
    expect([keyVariable('poof'), keyVariable('remove-bg')]).toEqual([
      'OFFCUT_POOF_KEY',
      'OFFCUT_REMOVE_BG_KEY',
    ]);
  });
});

describe('addressFromEnvironment', () => {
  it('is the one of the variable, or none', () => {
    const env = { OFFCUT_REMOVE_BG_URL: ' https://a.example ', OFFCUT_POOF_URL: '' };
    expect(addressFromEnvironment('remove-bg', env)).toBe('https://a.example');
    expect(addressFromEnvironment('poof', env)).toBeNull();
    expect(addressFromEnvironment('tengr', env)).toBeNull();
  });
});

describe('lastFour', () => {
  it.each([
    ['abcdefgh12345678', '5678'],
    ['short', ''],
    ['elevenchars', ''],
  ])('of %s is %j', (key, shown) => {
    expect(lastFour(key)).toBe(shown);
  });
});
