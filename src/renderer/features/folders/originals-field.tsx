import { afterwards, type HotFolderSettings } from '../../../shared/queue.ts';
import { useT } from '../../i18n/use-t.ts';
import { Select } from '../../ui/select.tsx';

type Afterwards = HotFolderSettings['afterwards'];

export interface OriginalsFieldProps {
  readonly value: Afterwards;
  readonly onChange: (value: Afterwards) => void;
  readonly error?: string | undefined;
}

/** What becomes of an original once its cutout is written. */
export function OriginalsField({ value, onChange, error }: OriginalsFieldProps) {
  const t = useT();
  return (
    <Select
      label={t('folders:options.originals')}
      description={t('folders:options.originalsNote')}
      error={error}
      value={value}
      onChange={onChange}
      options={afterwards.map((each) => ({
        value: each,
        label: t(`folders:originals.${each}`),
      }))}
    />
  );
}
