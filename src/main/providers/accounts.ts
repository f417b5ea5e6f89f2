import { safeStorage } from 'electron';
import type { CloudTools } from '../../core/providers/cloud.ts';
import { CloudDesk } from '../../core/providers/desk.ts';
import { plainKeys } from '../../core/providers/keys/plain-keys.ts';
import type { SettingsFile } from '../../core/settings/settings-file.ts';
import { StoredKeys } from './stored-keys.ts';

export interface ProviderAccounts {
  readonly desk: CloudDesk;
  readonly keys: StoredKeys;
}

/** The user's accounts at the providers, with the keys that were entered in the window. */
export function providerAccounts(
  dataFolder: string,
  engine: CloudTools['engine'],
  file: Pick<SettingsFile, 'settings'>,
): ProviderAccounts {
  const keys = new StoredKeys({
    folder: dataFolder,
    cipher: safeStorage,
    platform: process.platform,
    others: plainKeys(),
  });
  const desk = new CloudDesk({ engine, dataFolder, keys, settings: () => file.settings });
  return { desk, keys };
}
