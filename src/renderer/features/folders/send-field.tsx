import type { HotFolder } from '../../../shared/queue.ts';
import { useT } from '../../i18n/use-t.ts';
import { Switch } from '../../ui/switch.tsx';
import { useProviderNames } from './use-provider-names.ts';

export interface SendFieldProps {
  readonly folder: HotFolder;
  readonly onChange: (send: boolean) => void;
}

/** The consent of a hot folder, for as long as it stands; only its recipe makes it of use. */
export function SendField({ folder, onChange }: SendFieldProps) {
  const t = useT();
  const names = useProviderNames(folder.consent?.providers ?? []);
  return (
    <Switch
      label={t('folders:options.send')}
      description={
        folder.consent === null
          ? t('folders:options.sendOff')
          : t('folders:options.sendsTo', { names })
      }
      isSelected={folder.consent !== null}
      onChange={onChange}
    />
  );
}
