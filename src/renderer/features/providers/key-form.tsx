import { useState } from 'react';
import { requestSchemas } from '../../../shared/bridge/contract.ts';
import type { ErrorReport } from '../../../shared/errors.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextField } from '../../ui/text-field.tsx';
import styles from './key-form.module.css';

const cx = classNames(styles);
/** Each part of a key looks like this, whoever the key is for. */
const keySchema = requestSchemas['providers.setKey'].shape.key;

export interface KeyFormProps {
  /** A field for each part of the key. */
  readonly fields: readonly { readonly label: string; readonly placeholder: string }[];
  readonly saveLabel: string;
  readonly autoFocus: boolean;
  /**
   * Sends the key's parts, in the order of their fields, which are empty by then.
   * @returns null: it is kept; else why it is not
   */
  readonly onSend: (parts: readonly string[]) => Promise<ErrorReport | null>;
  readonly onKept: () => void;
  /** Null: there is no key that could stay. */
  readonly onCancel: (() => void) | null;
}

/** Takes a key, and forgets it as soon as it is on its way. */
export function KeyForm(props: KeyFormProps) {
  const { fields, saveLabel, autoFocus, onSend, onKept, onCancel } = props;
  const t = useT();
  const errorText = useErrorText();
  const nothing = fields.map(() => '');
  const [entered, setEntered] = useState<readonly string[]>(nothing);
  const [isSaving, setSaving] = useState(false);
  /** Beside the field at its number. */
  const [error, setError] = useState<{ readonly at: number; readonly text: string } | null>(null);

  const save = async () => {
    const wrong = entered.findIndex((part) => !keySchema.safeParse(part).success);
    if (wrong !== -1) {
      setError({ at: wrong, text: t('providers:key.invalid') });
      return;
    }
    setEntered(nothing);
    setSaving(true);
    const refusal = await onSend(entered);
    setSaving(false);
    if (refusal === null) onKept();
    else setError({ at: 0, text: errorText(refusal) });
  };

  return (
    <form
      className={cx('form')}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel?.();
      }}
    >
      {fields.map(({ label, placeholder }, at) => (
        <div key={label} className={cx('field')}>
          <TextField
            type="password"
            label={label}
            isLabelHidden
            placeholder={placeholder}
            autoFocus={autoFocus && at === 0}
            error={error?.at === at ? error.text : undefined}
            value={entered[at] ?? ''}
            onChange={(value) => {
              setEntered((before) => before.with(at, value));
              setError(null);
            }}
          />
        </div>
      ))}
      <Button type="submit" isPending={isSaving} isDisabled={entered.includes('') && !isSaving}>
        {saveLabel}
      </Button>
      {onCancel !== null && (
        <Button variant="quiet" onPress={onCancel}>
          {t('providers:key.cancel')}
        </Button>
      )}
    </form>
  );
}
