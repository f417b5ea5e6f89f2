import { useT } from '../../i18n/use-t.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import type { Draft } from './drafts.ts';
import { RecipePanel } from './recipe-panel.tsx';
import { useLastDone } from './use-last-done.ts';

const changeDefault = ({ recipe, preset }: Draft) => {
  void changeSettings({ cutting: { recipe, preset } });
};

/** The recipe of what is dropped next. */
export function DefaultRecipe() {
  const t = useT();
  const draft = useSettings((settings) => settings.cutting);
  const job = useLastDone();
  return (
    <RecipePanel about={t('recipe:about.next')} draft={draft} onChange={changeDefault} job={job} />
  );
}
