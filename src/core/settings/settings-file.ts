import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import { reasonOf } from '../../shared/errors.ts';
import {
  changeSettings,
  defaultSettings,
  settingsSchema,
  type Settings,
  type SettingsChange,
} from '../../shared/settings.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { parseInPart, parseWhole, settingsPath } from './read-settings.ts';

/** What could not be used of a settings file, and where the file is kept. */
export interface SetAside {
  readonly path: string;
  readonly reason: string;
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
    const file = settingsPath(folder);
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
