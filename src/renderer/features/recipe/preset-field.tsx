import { useState } from 'react';
import { Ellipsis } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { say } from '../../stores/toast-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import type { Draft } from './drafts.ts';
import { builtInNames, isBuiltIn, isChanged, recipeOfPreset } from './edit/presets.ts';
import { removePreset, savePreset } from './preset-actions.ts';
import { PresetName } from './preset-name.tsx';
import styles from './preset-field.module.css';

const cx = classNames(styles);

export interface PresetFieldProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** Which preset the recipe was taken from, and whether it still is that one. */
export function PresetField({ draft, onChange }: PresetFieldProps) {
  const t = useT();
  const own = useSettings((settings) => settings.presets);
  const [isNaming, setNaming] = useState(false);
  const { recipe, preset } = draft;
  const isOther = isChanged(recipe, preset, own);
  const isOwn = preset !== null && Object.hasOwn(own, preset);
  const isKnown = preset !== null && recipeOfPreset(preset, own) !== undefined;

  const choose = (name: string) => {
    const chosen = recipeOfPreset(name, own);
    if (chosen === undefined) return;
    // What was set by hand would be gone with it.
    if (isOther || !isKnown) {
      say(t('recipe:presets.replaced'), {
        label: t('recipe:presets.undo'),
        run: () => {
          onChange(draft);
        },
      });
    }
    onChange({ recipe: chosen, preset: name });
  };
  const save = async (name: string) => {
    setNaming(false);
    if (await savePreset(name, recipe)) onChange({ recipe, preset: name });
  };

  return (
    <div className={cx('preset')}>
      <div className={cx('select')}>
        <div className={cx('label')} aria-hidden>
          <span>{t('recipe:presets.preset')}</span>
          <span className={cx('changed')}>{isOther && t('recipe:presets.changed')}</span>
        </div>
        <Select
          isLabelHidden
          label={isOther ? t('recipe:presets.presetChanged') : t('recipe:presets.preset')}
          value={isKnown ? preset : null}
          placeholder={t('recipe:presets.none')}
          onChange={choose}
          options={[
            ...Object.keys(own).map((name) => ({ value: name, label: name })),
            ...builtInNames
              .filter((name) => !Object.hasOwn(own, name))
              .map((name) => ({ value: name, label: t(`recipe:presets.builtIn.${name}`) })),
          ]}
        />
      </div>
      <Menu
        label={t('recipe:presets.actions')}
        placement="bottom end"
        trigger={<IconButton label={t('recipe:presets.actions')} icon={<Ellipsis size={16} />} />}
      >
        <MenuItem
          text={t('recipe:presets.save')}
          isDisabled={!isOwn || !isOther}
          onAction={() => void (preset !== null && save(preset))}
        />
        <MenuItem
          text={t('recipe:presets.saveAs')}
          onAction={() => {
            setNaming(true);
          }}
        />
        <MenuItem
          text={t('recipe:presets.revert')}
          isDisabled={!isOther}
          onAction={() => {
            if (preset !== null) choose(preset);
          }}
        />
        <MenuSeparator />
        <MenuItem
          text={t('recipe:presets.remove')}
          tone="danger"
          isDisabled={!isOwn}
          onAction={() => void (preset !== null && removePreset(preset))}
        />
      </Menu>
      <Dialog
        title={t('recipe:presets.nameIt')}
        isOpen={isNaming}
        onClose={() => {
          setNaming(false);
        }}
      >
        <PresetName
          suggested={preset !== null && !isBuiltIn(preset) ? preset : ''}
          taken={Object.keys(own)}
          onSave={(name) => void save(name)}
        />
      </Dialog>
    </div>
  );
}
