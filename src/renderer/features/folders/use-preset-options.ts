import { builtInPresets, type PresetName } from '../../../shared/presets.ts';
import { useT } from '../../i18n/use-t.ts';
import { useSettings } from '../../stores/settings-store.ts';
import type { SelectOption } from '../../ui/select.tsx';

const builtIn = Object.keys(builtInPresets) as PresetName[];

/**
 * The user's own presets, then the built-in ones that none of them replaces.
 * @param kept what a hot folder goes by, which may have been deleted since: its recipe is kept
 */
export function usePresetOptions(kept: string | null = null): readonly SelectOption<string>[] {
  const t = useT();
  const presets = useSettings((settings) => settings.presets);
  const own = Object.keys(presets).sort((one, other) => one.localeCompare(other));
  const options = [
    ...own.map((name) => ({ value: name, label: name })),
    ...builtIn
      .filter((name) => !own.includes(name))
      .map((name) => ({ value: name, label: t(`folders:presets.${name}`) })),
  ];
  if (kept === null || options.some(({ value }) => value === kept)) return options;
  return [{ value: kept, label: kept, description: t('folders:presetGone') }, ...options];
}
