import type { SettingsFile } from '../../core/settings/settings-file.ts';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { changeSettings, type Settings } from '../../shared/settings.ts';
import type { RequestHandlers } from '../bridge/register.ts';
import type { Storage } from '../app/storage.ts';
import type { SavedPreset } from '../recipes/follow-preset.ts';

type SettingsHandlers = Pick<
  RequestHandlers,
  Extract<keyof RequestHandlers, `${'settings' | 'presets'}.${string}`>
>;

export interface SettingsTools {
  readonly file: SettingsFile;
  readonly storage: Storage;
  /** Asks the user for one folder. */
  readonly chooseFolder: () => Promise<string | undefined>;
  /** May refuse the change by throwing. */
  readonly beforeChange: (before: Settings, after: Settings) => void;
  readonly onPresetSaved: (saved: SavedPreset) => Promise<void>;
}

/** Says what cannot be written as the user can act on it. */
function writing(change: () => Settings): Settings {
  try {
    return change();
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'path' in error) {
      const params = { path: String(error.path), reason: reasonOf(error) };
      throw new OffcutError('output-unwritable', params, { cause: error });
    }
    throw error;
  }
}

export const settingsHandlers = (tools: SettingsTools): SettingsHandlers => {
  const { file, storage, chooseFolder } = tools;
  return {
    'settings.change': (change) =>
      writing(() => {
        tools.beforeChange(file.settings, changeSettings(file.settings, change));
        return file.change(change);
      }),
    'settings.chooseDestination': async () => {
      const path = await chooseFolder();
      if (path === undefined) return file.settings;
      return writing(() => file.change({ output: { destination: { type: 'folder', path } } }));
    },
    'settings.storage': () => storage.list(),
    'settings.clear': ({ what }) => storage.clear(what),
    'presets.save': async ({ name, recipe }) => {
      const before = file.settings.presets[name];
      const saved = writing(() => file.savePreset(name, recipe));
      await tools.onPresetSaved({ name, before, recipe });
      return saved;
    },
    'presets.remove': ({ name }) => writing(() => file.removePreset(name)),
  };
};
