import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';
import { keyNames, type KeyName, type ProviderId } from '../../../shared/provider.ts';
import { errnoOf } from '../../../shared/write-error.ts';
import { dataDirectory } from '../../paths.ts';
import type { PlainKeyOrigin, ProviderKeys } from './provider-keys.ts';

/**
 * Keys for the command line and for services, which have no keychain: variables of the environment,
 * and a file that nobody else may read.
 */

const variableOf = (id: KeyName, what: 'KEY' | 'URL'): string =>
  `OFFCUT_${id.toUpperCase().replaceAll('-', '_')}_${what}`;

/** The variable that a key is looked for in, such as `OFFCUT_REMOVE_BG_KEY`. */
export const keyVariable = (id: KeyName): string => variableOf(id, 'KEY');

/** The provider's address in place of the documented one, from `OFFCUT_REMOVE_BG_URL` and its like. */
export const addressFromEnvironment = (
  id: ProviderId,
  env: NodeJS.ProcessEnv = process.env,
): string | null => env[variableOf(id, 'URL')]?.trim() || null;

export interface PlainKeyOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/** `OFFCUT_KEYS`, or `keys` in the data folder; a file that was named has to be there. */
function keyFile({ env = process.env }: PlainKeyOptions) {
  const named = env['OFFCUT_KEYS'];
  return named
    ? { file: path.resolve(named), isNamed: true }
    : { file: path.join(dataDirectory(process.platform, env), 'keys'), isNamed: false };
}

const isKeyName = (text: string): text is KeyName => (keyNames as readonly string[]).includes(text);

/**
 * Reads lines such as `poof = KEY`; those that are empty or begin with `#` are passed over.
 * @throws a plain Error that names the line that is wrong, and nothing of what is in it
 */
export function parseKeys(text: string): ReadonlyMap<KeyName, string> {
  const keys = new Map<KeyName, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const at = trimmed.indexOf('=');
    const name = trimmed.slice(0, Math.max(0, at)).trim();
    const key = trimmed.slice(at + 1).trim();
    if (!isKeyName(name) || key === '') {
      throw new Error(`line ${index + 1} is not "PROVIDER = KEY"`);
    }
    if (keys.has(name)) throw new Error(`line ${index + 1} names ${name} a second time`);
    keys.set(name, key);
  }
  return keys;
}

/**
 * Windows keeps the user's folders from other users by itself, and its modes say nothing of that.
 * @throws OffcutError `keys-exposed`
 */
async function refuseExposed(file: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw new OffcutError('keys-exposed', { path: file });
}

/** Keys from the environment, and from the key file where that has none. */
export function plainKeys(options: PlainKeyOptions = {}): ProviderKeys<PlainKeyOrigin> {
  const { env = process.env, platform = process.platform } = options;
  const { file, isNamed } = keyFile(options);

  const fromFile = async (): Promise<ReadonlyMap<KeyName, string>> => {
    try {
      await refuseExposed(file, platform);
      return parseKeys(await readFile(file, 'utf8'));
    } catch (error) {
      if (!isNamed && errnoOf(error) === 'ENOENT') return new Map();
      if (error instanceof OffcutError) throw error;
      throw new OffcutError('keys-unreadable', { path: file, reason: reasonOf(error) });
    }
  };

  return {
    find: async (id) => {
      const variable = keyVariable(id);
      const given = env[variable]?.trim();
      if (given) return { key: given, origin: { kind: 'variable', name: variable } };
      const key = (await fromFile()).get(id);
      return key === undefined ? undefined : { key, origin: { kind: 'file', path: file } };
    },
  };
}
