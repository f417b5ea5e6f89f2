import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { providerIds } from '../../shared/provider.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { readSettings } from './read-settings.ts';
import { SettingsFile } from './settings-file.ts';

const tempFolder = useTempFolder();
let folder = '';
beforeEach(async () => {
  folder = await tempFolder();
});
const file = () => path.join(folder, 'settings.json');
const stored = () => JSON.parse(readFileSync(file(), 'utf8')) as unknown;

describe('SettingsFile', () => {
  it('begins with the defaults, in a file that only its owner may read', () => {
    const settings = SettingsFile.open(folder);
    expect(settings.settings).toEqual(defaultSettings);
    expect(settings.setAside).toBeUndefined();
    expect(stored()).toEqual(defaultSettings);
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('keeps what is changed, tells it, and leaves the rest', () => {
    const heard: string[] = [];
    const settings = SettingsFile.open(folder);
    const end = settings.subscribe(({ general }) => heard.push(general.theme));
    settings.change({ general: { theme: 'dark' }, output: { placement: 'skip' } });
    end();
    settings.change({ general: { language: 'de' } });
    expect(heard).toEqual(['dark']);
    const { general, output, view } = SettingsFile.open(folder).settings;
    expect(general).toEqual({ ...defaultSettings.general, theme: 'dark', language: 'de' });
    expect(output.placement).toBe('skip');
    expect(view).toEqual(defaultSettings.view);
  });

  it('keeps presets and removes them', () => {
    const settings = SettingsFile.open(folder);
    const { recipe } = defaultSettings.cutting;
    settings.savePreset('shop', {
      ...recipe,
      crop: { type: 'subject', margin: '5%', percentOf: 'longer-side', aspect: null },
    });
    expect(SettingsFile.open(folder).settings.presets['shop']?.crop.type).toBe('subject');
    settings.removePreset('shop');
    expect(SettingsFile.open(folder).settings.presets).toEqual({});
  });

  it('refuses what is not valid, and changes nothing', () => {
    const settings = SettingsFile.open(folder);
    expect(() => settings.change({ output: { template: '{nonsense}' } })).toThrow();
    expect(() => settings.savePreset('  ', defaultSettings.cutting.recipe)).toThrow();
    expect(settings.settings).toEqual(defaultSettings);
    expect(stored()).toEqual(defaultSettings);
  });

  it('keeps a file that is no JSON aside, says why, and begins anew', () => {
    writeFileSync(file(), '{"general":');
    const settings = SettingsFile.open(folder, () => new Date('2026-11-24T12:00:00Z'));
    const { providers, ...rest } = settings.settings;
    expect({ ...rest, providers: defaultSettings.providers }).toEqual(defaultSettings);
    expect(providers.accounts.some(({ enabled }) => enabled)).toBe(false);
    expect(path.basename(settings.setAside?.path ?? '')).toBe(
      'settings.broken-2026-11-24T12-00-00.000Z.json',
    );
    expect(settings.setAside?.reason).not.toBe('');
    expect(readFileSync(settings.setAside?.path ?? '', 'utf8')).toBe('{"general":');
  });

  it('goes on with the sections that are valid', () => {
    const broken = {
      ...defaultSettings,
      general: { ...defaultSettings.general, theme: 'dark' },
      output: { ...defaultSettings.output, placement: 'explode' },
      future: true,
    };
    writeFileSync(file(), JSON.stringify(broken));
    const { settings, setAside } = SettingsFile.open(folder);
    expect(settings.general.theme).toBe('dark');
    expect(settings.output).toEqual(defaultSettings.output);
    expect(setAside?.reason).toMatch(/^output\.placement: /);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(SettingsFile.open(folder).setAside).toBeUndefined();
  });

  it.each([
    ['providers', { accounts: [{ id: 'poof', budget: { pictures: { day: -1 } } }] }],
    ['privacy', { networkOff: 'yes' }],
  ])('asks no provider where %s was lost, and with it a limit', (name, section) => {
    writeFileSync(file(), JSON.stringify({ ...defaultSettings, [name]: section }));
    for (const settings of [readSettings(folder), SettingsFile.open(folder).settings]) {
      const { accounts } = settings.providers;
      expect(accounts.map(({ id }) => id)).toEqual(providerIds);
      expect(accounts.some(({ enabled }) => enabled)).toBe(false);
    }
  });

  it('can be read without writing anything', () => {
    expect(readSettings(folder)).toEqual(defaultSettings);
    writeFileSync(file(), '{"general":');
    expect(readSettings(folder).general).toEqual(defaultSettings.general);
    expect(readdirSync(folder)).toEqual(['settings.json']);
    const account = { id: 'poof', budget: { pictures: { day: 3 } } };
    writeFileSync(file(), JSON.stringify({ providers: { accounts: [account] } }));
    expect(readSettings(folder).providers.accounts).toMatchObject([{ ...account, enabled: true }]);
  });

  it.skipIf(process.getuid?.() === 0)('changes nothing when it cannot be written', () => {
    const settings = SettingsFile.open(folder);
    chmodSync(folder, 0o500);
    try {
      expect(() => settings.change({ general: { theme: 'dark' } })).toThrow();
      expect(settings.settings).toEqual(defaultSettings);
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});
