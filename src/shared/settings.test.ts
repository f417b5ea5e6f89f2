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

  it.each([
    ['an unknown section', { presets: {} }],
    ['an unknown field', { view: { nonsense: 1 } }],
    ['a value out of range', { view: { tileSize: 7 } }],
    ['a template that cannot be used', { output: { template: '{wrong}' } }],
    ['a value of the wrong kind', { general: { startAtLogin: 'yes' } }],
    ['a recipe that is not valid', { cutting: { recipe: { nonsense: 1 } } }],
  ])('refuse %s', (_what, change) => {
    expect(settingsChangeSchema.safeParse(change).success).toBe(false);
  });
});
