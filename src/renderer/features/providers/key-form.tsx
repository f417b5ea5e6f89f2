import { useState } from 'react';
import { requestSchemas } from '../../../shared/bridge/contract.ts';
import type { ErrorReport } from '../../../shared/errors.ts';
import type { ProviderId } from '../../../shared/provider.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextField } from '../../ui/text-field.tsx';
import styles from './key-form.module.css';
import { setKey } from './provider-requests.ts';

const cx = classNames(styles);
const keySchema = requestSchemas['providers.setKey'].shape.key;

export interface KeyFormProps {
  readonly id: ProviderId;
  readonly name: string;
  readonly autoFocus: boolean;
  /** Before the answer, which may come with this form's end. */
  readonly onSend: () => void;
  readonly onKept: () => void;
  /** Null: there is no key that could stay. */
  readonly onCancel: (() => void) | null;
}

/** Takes a key, and forgets it as soon as it is on its way. */
export function KeyForm({ id, name, autoFocus, onSend, onKept, onCancel }: KeyFormProps) {
  const t = useT();
  const errorText = useErrorText();
  const [entered, setEntered] = useState('');
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<ErrorReport | 'invalid' | null>(null);

  const save = async () => {
    if (!keySchema.safeParse(entered).success) {
      setError('invalid');
      return;
    }
    setEntered('');
    setSaving(true);
    onSend();
    const refusal = await setKey(id, entered);
    setSaving(false);
    if (refusal === null) onKept();
    else setError(refusal);
  };
  const words = error === 'invalid' ? t('providers:key.invalid') : error && errorText(error);

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
      <div className={cx('field')}>
        <TextField
          type="password"
          label={t('providers:key.label', { name })}
          isLabelHidden
          placeholder={t('providers:key.placeholder')}
          autoFocus={autoFocus}
          error={words ?? undefined}
          value={entered}
          onChange={(value) => {
            setEntered(value);
            setError(null);
          }}
        />
      </div>
      <Button type="submit" isPending={isSaving} isDisabled={entered === '' && !isSaving}>
        {t('providers:key.save')}
      </Button>
      {onCancel !== null && (
        <Button variant="quiet" onPress={onCancel}>
          {t('providers:key.cancel')}
        </Button>
      )}
    </form>
  );
}
