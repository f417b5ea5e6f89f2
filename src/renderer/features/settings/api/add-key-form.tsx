import { useState } from 'react';
import { apiScopes, newApiKeySchema, type NewApiKey } from '../../../../shared/api-key.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './add-key-form.module.css';
import { addKey } from './api-requests.ts';

const cx = classNames(styles);

const { name: nameSchema } = newApiKeySchema.shape;
/** `NaN` is React Aria's way to say that a number is empty. */
const orNull = (value: number) => (Number.isNaN(value) ? null : value);

export interface AddKeyFormProps {
  readonly onMade: () => void;
  readonly onCancel: () => void;
}

/** Makes a key. */
export function AddKeyForm({ onMade, onCancel }: AddKeyFormProps) {
  const t = useT();
  const [wanted, setWanted] = useState<NewApiKey>(() => ({
    ...newApiKeySchema.parse({ name: 'new' }),
    name: '',
  }));
  const [isChecked, setChecked] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const { name, scope, perMinute, quota } = wanted;
  const isNamed = nameSchema.safeParse(name).success;

  const change = (fields: Partial<NewApiKey>) => {
    setWanted((before) => ({ ...before, ...fields }));
  };
  const make = async () => {
    setChecked(true);
    if (!isNamed) return;
    setMaking(true);
    if (await addKey(wanted)) onMade();
    else setMaking(false);
  };

  return (
    <form
      className={cx('form')}
      aria-label={t('settings:api.add')}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <div className={cx('fields')}>
        <TextField
          label={t('settings:api.name')}
          description={t('settings:api.nameHint')}
          autoFocus
          error={isChecked && !isNamed ? t('settings:api.needName') : undefined}
          value={name}
          onChange={(text) => {
            change({ name: text });
          }}
        />
        <Select
          label={t('settings:api.scope')}
          value={scope}
          onChange={(value) => {
            change({ scope: value });
          }}
          options={apiScopes.map((value) => ({
            value,
            label: t(`settings:api.scopes.${value}`),
            description: t(`settings:api.scopeHints.${value}`),
          }))}
        />
        <NumberField
          label={t('settings:api.limit')}
          minValue={1}
          maxValue={100_000}
          value={perMinute}
          onChange={(value) => {
            change({ perMinute: orNull(value) ?? perMinute });
          }}
        />
        <NumberField
          label={t('settings:api.quota')}
          description={t('settings:api.quotaHint')}
          placeholder={t('settings:api.noQuota')}
          minValue={0}
          maxValue={1_000_000_000}
          value={quota ?? NaN}
          onChange={(value) => {
            change({ quota: orNull(value) });
          }}
        />
      </div>
      <div className={cx('actions')}>
        <Button type="submit" variant="primary" isPending={isMaking}>
          {t('settings:api.make')}
        </Button>
        <Button onPress={onCancel}>{t('settings:api.cancel')}</Button>
      </div>
    </form>
  );
}
