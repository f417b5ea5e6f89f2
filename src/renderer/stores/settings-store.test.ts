import { describe, expect, it } from 'vitest';
import {
  changeSettings as applyChange,
  defaultSettings,
  type Settings,
  type SettingsChange,
} from '../../shared/settings.ts';
import { createSettingsStore } from './settings-store.ts';

/** A main process that answers when the test lets it. */
function slowBridge() {
  let stored = defaultSettings;
  const waiting: { answer: () => void; refuse: (error: Error) => void }[] = [];
  const ask = (change: SettingsChange) =>
    new Promise<Settings>((resolve, reject) => {
      waiting.push({
        answer: () => {
          stored = applyChange(stored, change);
          resolve(stored);
        },
        refuse: reject,
      });
    });
  return { ask, waiting };
}

const dark = { general: { theme: 'dark' } } as const;
const wide = { view: { inspectorWidth: 400 } } as const;

describe('settings', () => {
  it('show a change before it is answered', async () => {
    const { ask, waiting } = slowBridge();
    const store = createSettingsStore(defaultSettings, ask);
    const done = store.change(dark);
    expect(store.get().general.theme).toBe('dark');
    waiting[0]?.answer();
    await done;
    expect(store.get().general.theme).toBe('dark');
  });

  it('take a refused change back, and keep the others', async () => {
    const { ask, waiting } = slowBridge();
    const store = createSettingsStore(defaultSettings, ask);
    const first = store.change(dark);
    const second = store.change(wide);
    waiting[0]?.refuse(new Error('no'));
    await expect(first).rejects.toThrow('no');
    expect(store.get().general.theme).toBe('system');
    expect(store.get().view.inspectorWidth).toBe(400);
    waiting[1]?.answer();
    await second;
    expect(store.get().view.inspectorWidth).toBe(400);
  });

  it('keep what is under way when the main process tells of others', () => {
    const store = createSettingsStore(defaultSettings, slowBridge().ask);
    void store.change(wide);
    store.told(applyChange(defaultSettings, dark));
    expect(store.get().general.theme).toBe('dark');
    expect(store.get().view.inspectorWidth).toBe(400);
  });

  it('do not ask for what is not valid', async () => {
    const { ask, waiting } = slowBridge();
    const store = createSettingsStore(defaultSettings, ask);
    await expect(store.change({ view: { inspectorWidth: 1 } })).rejects.toThrow();
    expect(waiting).toEqual([]);
    expect(store.get()).toEqual(defaultSettings);
  });

  it('tell those who follow, once for each change', async () => {
    const { ask, waiting } = slowBridge();
    const store = createSettingsStore(defaultSettings, ask);
    const seen: string[] = [];
    const stop = store.subscribe(() => {
      seen.push(store.get().general.theme);
    });
    const done = store.change(dark);
    expect(seen).toEqual(['dark']);
    waiting[0]?.answer();
    await done;
    stop();
    store.told(defaultSettings);
    expect(new Set(seen)).toEqual(new Set(['dark']));
  });
});
