import { useState } from 'react';
import { presetNameSchema } from '../../../shared/settings.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextField } from '../../ui/text-field.tsx';
import { builtInNames, isBuiltIn } from './edit/presets.ts';
import styles from './preset-field.module.css';

const cx = classNames(styles);

export interface PresetNameProps {
  readonly suggested: string;
  /** The user's own presets. */
  readonly taken: readonly string[];
  readonly onSave: (name: string) => void;
}

/** Asks for a preset's name; one that is taken is replaced, but never a built-in one. */
export function PresetName({ suggested, taken, onSave }: PresetNameProps) {
  const t = useT();
  const [text, setText] = useState(suggested);
  const name = text.trim();
  const theirs = builtInNames.map((each) => t(`recipe:presets.builtIn.${each}`));
  const isTheirs = isBuiltIn(name) || theirs.includes(name);
  const isTaken = taken.includes(name);
  const canSave = presetNameSchema.safeParse(name).success && !isTheirs;
  return (
    <form
      className={cx('form')}
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave) onSave(name);
      }}
    >
      <TextField
        label={t('recipe:presets.name')}
        value={text}
        onChange={setText}
        maxLength={60}
        autoFocus
        error={isTheirs ? t('recipe:presets.isBuiltIn') : undefined}
        description={isTaken ? t('recipe:presets.replaces') : undefined}
      />
      <div className={cx('buttons')}>
        <Button type="submit" variant="primary" isDisabled={!canSave}>
          {isTaken ? t('recipe:presets.replace') : t('recipe:presets.save')}
        </Button>
      </div>
    </form>
  );
}
