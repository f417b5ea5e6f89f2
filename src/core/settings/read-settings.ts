import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { allAccounts } from '../../shared/provider-account.ts';
import { defaultSettings, settingsSchema, type Settings } from '../../shared/settings.ts';

/*
 * Apart from what writes settings: the library for that takes over the signals of the process that
 * loads it, which the command line cannot have.
 */

export const settingsPath = (folder: string): string => path.join(folder, 'settings.json');

/** What a file must not be read without: it keeps pictures, and the user's money, where they are. */
const limits = ['providers', 'privacy'] as const;

/** Every account switched off, until the user has looked at it again. */
const accountsOff: Settings['providers'] = {
  accounts: allAccounts([]).map((account) => ({ ...account, enabled: false })),
  staging: null,
};

/**
 * The sections that are valid, each by itself; the others get their defaults. Limits that are lost
 * must not become none: then no provider is asked.
 */
function salvage(stored: object): Settings {
  const usable = Object.entries(stored as Record<string, unknown>).filter(
    ([name, value]) => settingsSchema.safeParse({ [name]: value }).success,
  );
  const settings = settingsSchema.parse(Object.fromEntries(usable));
  const isWhole = limits.every((name) => !(name in stored) || usable.some(([key]) => key === name));
  return isWhole ? settings : { ...settings, providers: accountsOff };
}

/** @throws SyntaxError, ZodError: it is no settings file, or not wholly */
export const parseWhole = (text: string): Settings => settingsSchema.parse(JSON.parse(text));

/** What can be used of a file that is broken. */
export function parseInPart(text: string): Settings {
  try {
    const stored: unknown = JSON.parse(text);
    if (typeof stored === 'object' && stored !== null) return salvage(stored);
  } catch {
    // Nothing of it can be read.
  }
  return { ...defaultSettings, providers: accountsOff };
}

/**
 * The settings in a data folder as they are now, for those that only go by them; nothing is written,
 * and of a file that is broken only what can be used counts.
 * @throws Node's system errors where the file is there and cannot be read
 */
export function readSettings(folder: string): Settings {
  const file = settingsPath(folder);
  if (!existsSync(file)) return defaultSettings;
  const text = readFileSync(file, 'utf8');
  try {
    return parseWhole(text);
  } catch {
    return parseInPart(text);
  }
}
