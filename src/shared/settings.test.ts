import { describe, expect, it } from 'vitest';
import {
  changeSettings,
  defaultSettings,
  settingsChangeSchema,
  settingsSchema,
} from './settings.ts';

describe('settings', () => {
  it('have a default for every field', () => {
    expect(settingsSchema.parse({})).toEqual(defaultSettings);
  });

  it('change only in the fields that are said', () => {
    const change = settingsChangeSchema.parse({ view: { tileSize: 256 }, general: {} });
    expect(change).toEqual({ view: { tileSize: 256 }, general: {} });
    expect(changeSettings(defaultSettings, change)).toEqual({
      ...defaultSettings,
      view: { ...defaultSettings.view, tileSize: 256 },
    });
  });

  it('do not serve other programs unless that is switched on', () => {
    expect(defaultSettings.api).toEqual({ enabled: false, port: 7420 });
    const change = settingsChangeSchema.parse({ api: { enabled: true } });
    expect(changeSettings(defaultSettings, change).api).toEqual({ enabled: true, port: 7420 });
  });

  it.each([
    ['an unknown section', { presets: {} }],
    ['an unknown field', { view: { nonsense: 1 } }],
    ['a value out of range', { view: { tileSize: 7 } }],
    ['a port of the system', { api: { port: 1023 } }],
    ['a port that is none', { api: { port: 65_536 } }],
    ['a template that cannot be used', { output: { template: '{wrong}' } }],
    ['a value of the wrong kind', { general: { startAtLogin: 'yes' } }],
    ['a recipe that is not valid', { cutting: { recipe: { nonsense: 1 } } }],
  ])('refuse %s', (_what, change) => {
    expect(settingsChangeSchema.safeParse(change).success).toBe(false);
  });
});
