import type { Recipe } from '../../../shared/recipe.ts';
import { request } from '../../bridge/client.ts';
import { useT, type Translate } from '../../i18n/use-t.ts';
import { tellError } from '../../stores/notice-store.ts';
import { settingsTold, useSettings } from '../../stores/settings-store.ts';
import { say } from '../../stores/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './presets-section.module.css';

const cx = classNames(styles);

async function save(name: string, recipe: Recipe): Promise<void> {
  try {
    settingsTold(await request('presets.save', { name, recipe }));
  } catch (error) {
    tellError(error);
  }
}

/** At once, and with the way back: nothing is asked. */
async function remove(name: string, recipe: Recipe, t: Translate): Promise<void> {
  try {
    settingsTold(await request('presets.remove', { name }));
    say(t('settings:presets.removed', { name }), {
      label: t('common:undo'),
      run: () => void save(name, recipe),
    });
  } catch (error) {
    tellError(error);
  }
}

/** Presets of the user's own; they are made where recipes are. */
export function PresetsSection() {
  const t = useT();
  const presets = useSettings((settings) => settings.presets);
  const own = Object.entries(presets);
  if (own.length === 0) return <p className={cx('none')}>{t('settings:presets.none')}</p>;
  return (
    <ul className={cx('list')}>
      {own.map(([name, recipe]) => (
        <li key={name} className={cx('preset')}>
          <span className={cx('name')}>{name}</span>
          <span className={cx('format')}>{recipe.output.format.toUpperCase()}</span>
          <Button
            size="small"
            aria-label={t('settings:presets.remove', { name })}
            onPress={() => void remove(name, recipe, t)}
          >
            {t('common:remove')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
