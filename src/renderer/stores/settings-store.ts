import {
  changeSettings as applyChange,
  defaultSettings,
  type Settings,
  type SettingsChange,
} from '../../shared/settings.ts';
import { on, request } from '../bridge/client.ts';
import { createStore, type Store } from './create-store.ts';
import { tellError } from './notice-store.ts';
import { useSelected } from './use-store.ts';

export interface SettingsStore extends Pick<Store<Settings>, 'get' | 'subscribe'> {
  /** What the main process says they are. */
  readonly told: (settings: Settings) => void;
  /**
   * Shows a change at once, and asks for it; takes it back when it is refused.
   * @throws what `ask` throws, or ZodError for a change that is none
   */
  readonly change: (change: SettingsChange) => Promise<void>;
}

export function createSettingsStore(
  initial: Settings,
  ask: (change: SettingsChange) => Promise<Settings>,
): SettingsStore {
  const shown = createStore(initial);
  let told = initial;
  /** What was asked for and not answered, in order. */
  let pending: readonly SettingsChange[] = [];

  const show = () => {
    shown.set(pending.reduce(applyChange, told));
  };

  return {
    get: shown.get,
    subscribe: shown.subscribe,
    told(settings) {
      told = settings;
      show();
    },
    async change(change) {
      // Nothing is asked for that could not be shown.
      applyChange(shown.get(), change);
      pending = [...pending, change];
      show();
      try {
        told = await ask(change);
      } finally {
        pending = pending.filter((other) => other !== change);
        show();
      }
    },
  };
}

const store = createSettingsStore(defaultSettings, (change) => request('settings.change', change));

/** Begins to follow the main process; once, before the first paint. */
export function followSettings(initial: Settings): void {
  store.told(initial);
  on('settings.changed', store.told);
}

export const currentSettings = (): Settings => store.get();

/** `select` returns a part that is there, never a new object. */
export const useSettings = <S>(select: (settings: Settings) => S): S => useSelected(store, select);

/** Changes some settings; what goes wrong is told as a notice. */
export async function changeSettings(change: SettingsChange): Promise<void> {
  try {
    await store.change(change);
  } catch (error) {
    tellError(error);
  }
}

/** For answers that carry the settings as they are now. */
export const settingsTold = (settings: Settings): void => {
  store.told(settings);
};
