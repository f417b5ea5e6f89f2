import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import { reasonOf } from '../../shared/errors.ts';
import { allAccounts } from '../../shared/provider-account.ts';
import {
  changeSettings,
  defaultSettings,
  settingsSchema,
  type Settings,
  type SettingsChange,
} from '../../shared/settings.ts';
import type { Recipe } from '../../shared/recipe.ts';

/** What could not be used of a settings file, and where the file is kept. */
export interface SetAside {
  readonly path: string;
  readonly reason: string;
}

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
const parseWhole = (text: string): Settings => settingsSchema.parse(JSON.parse(text));

/** What can be used of a file that is broken. */
function parseInPart(text: string): Settings {
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
  const file = path.join(folder, 'settings.json');
  if (!existsSync(file)) return defaultSettings;
  const text = readFileSync(file, 'utf8');
  try {
    return parseWhole(text);
  } catch {
    return parseInPart(text);
  }
}

function firstReason(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('issues' in error)) return reasonOf(error);
  const [issue] = error.issues as readonly { path: PropertyKey[]; message: string }[];
  return issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`;
}

/**
 * The user's settings, as a file. It is read once; what is changed is written at once, whole, beside
 * the old file and over it. A file that cannot be used is kept under another name, and what is
 * valid of it goes on.
 */
export class SettingsFile {
  readonly #file: Conf;
  readonly #listeners = new Set<(settings: Settings) => void>();
  #settings: Settings;
  /** Undefined: the file was fine, or there was none. */
  readonly setAside: SetAside | undefined;

  private constructor(file: Conf, settings: Settings, setAside: SetAside | undefined) {
    this.#file = file;
    this.#settings = settings;
    this.setAside = setAside;
  }

  /**
   * @param folder where `settings.json` is, or will be
   * @throws Node's system errors where the folder cannot be written to
   */
  static open(folder: string, now: () => Date = () => new Date()): SettingsFile {
    const file = path.join(folder, 'settings.json');
    let settings = defaultSettings;
    let setAside: SetAside | undefined;
    if (existsSync(file)) {
      let text = '';
      try {
        text = readFileSync(file, 'utf8');
        settings = parseWhole(text);
      } catch (error) {
        const stamp = now().toISOString().replaceAll(':', '-');
        const aside = path.join(folder, `settings.broken-${stamp}.json`);
        renameSync(file, aside);
        setAside = { path: aside, reason: firstReason(error) };
        settings = parseInPart(text);
      }
    }
    const conf = new Conf({
      cwd: folder,
      configName: 'settings',
      // Not only the owner may read it by default.
      configFileMode: 0o600,
    });
    conf.store = settings;
    return new SettingsFile(conf, settings, setAside);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /**
   * Changes some fields.
   * @throws ZodError when what comes out of it is not valid; Node's system errors when it cannot be
   *   written, and then nothing has changed
   */
  change(change: SettingsChange): Settings {
    return this.#write(changeSettings(this.#settings, change));
  }

  /** Adds a preset, or changes the one of that name. @throws as `change` */
  savePreset(name: string, recipe: Recipe): Settings {
    return this.#write(
      settingsSchema.parse({
        ...this.#settings,
        presets: { ...this.#settings.presets, [name]: recipe },
      }),
    );
  }

  /** @throws as `change` */
  removePreset(name: string): Settings {
    const kept = Object.entries(this.#settings.presets).filter(([each]) => each !== name);
    return this.#write({ ...this.#settings, presets: Object.fromEntries(kept) });
  }

  /** Hears of every change. Returns a function that ends that. */
  subscribe(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #write(settings: Settings): Settings {
    this.#file.store = settings;
    this.#settings = settings;
    for (const listener of this.#listeners) listener(settings);
    return settings;
  }
}
