import type { Recipe } from '../../../shared/recipe.ts';
import { request } from '../../bridge/client.ts';
import { translate } from '../../i18n/say.ts';
import { tellError } from '../../stores/notice-store.ts';
import { changeSettings, currentSettings, settingsTold } from '../../stores/settings-store.ts';
import { say } from '../../stores/toast-store.ts';

async function write(name: string, recipe: Recipe): Promise<boolean> {
  try {
    settingsTold(await request('presets.save', { name, recipe }));
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

async function remove(name: string): Promise<boolean> {
  try {
    settingsTold(await request('presets.remove', { name }));
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

const undo = (run: () => void) => ({ label: translate()('recipe:presets.undo'), run });

/** Says that it did, with a way back to what the preset was. Returns whether it was saved. */
export async function savePreset(name: string, recipe: Recipe): Promise<boolean> {
  const before = currentSettings().presets[name];
  if (!(await write(name, recipe))) return false;
  say(
    translate()('recipe:presets.saved', { name }),
    undo(() => void (before === undefined ? remove(name) : write(name, before))),
  );
  return true;
}

/** The recipe that was made of it stays. */
export async function removePreset(name: string): Promise<void> {
  const { presets, cutting } = currentSettings();
  const before = presets[name];
  if (before === undefined || !(await remove(name))) return;
  const wasChosen = cutting.preset === name;
  if (wasChosen) await changeSettings({ cutting: { preset: null } });
  const putBack = async () => {
    if (!(await write(name, before))) return;
    if (wasChosen) await changeSettings({ cutting: { preset: name } });
  };
  say(
    translate()('recipe:presets.removed', { name }),
    undo(() => void putBack()),
  );
}
