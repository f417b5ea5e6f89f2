import { useT } from '../../i18n/use-t.ts';
import { DraftedField } from '../settings/drafted-field.tsx';
import { useDraft } from '../settings/use-draft.ts';
import { isProviderAddress } from './address.ts';

export interface AddressFieldProps {
  /** Null: no document says where the provider is. */
  readonly documented: string | null;
  /** In place of the documented one; null: there is none. */
  readonly address: string | null;
  readonly onChange: (address: string | null) => void;
}

/** Where a provider is asked. */
export function AddressField({ documented, address, onChange }: AddressFieldProps) {
  const t = useT();
  const draft = useDraft(address ?? '', (text) => {
    onChange(text.trim() === '' ? null : text.trim());
  });
  const typed = draft.shown.trim();
  const isWrong = typed !== '' && !isProviderAddress(typed);
  return (
    <DraftedField
      label={t('providers:address.label')}
      placeholder={documented ?? ''}
      description={[
        ...(documented === null ? [t('providers:address.unknown')] : []),
        t('providers:address.note'),
      ].join(' ')}
      isMonospace
      error={isWrong ? t('providers:address.wrong') : undefined}
      draft={draft}
    />
  );
}
