import { Copy } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { MadeApiKey } from '../../../../shared/api-key.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { copyKey } from './api-requests.ts';
import styles from './made-key.module.css';

const cx = classNames(styles);

export interface MadeKeyProps {
  readonly made: MadeApiKey;
  /** The first one comes by itself: it does not take the focus from elsewhere. */
  readonly takesFocus: boolean;
  readonly onDone: () => void;
}

/** A key that was just made, to be taken along. */
export function MadeKey({ made, takesFocus, onDone }: MadeKeyProps) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const { name } = made.key;

  useEffect(() => {
    if (!takesFocus) return;
    input.current?.focus();
    input.current?.select();
  }, [takesFocus]);

  return (
    <div role="group" aria-label={t('settings:api.made', { name })} className={cx('made')}>
      <p role="alert">{t('settings:api.madeHint')}</p>
      <TextField
        label={t('settings:api.made', { name })}
        isReadOnly
        isMonospace
        inputRef={input}
        value={made.secret}
      />
      <div className={cx('actions')}>
        <Button
          variant="primary"
          icon={<Copy size={16} aria-hidden />}
          onPress={() => void copyKey(made, t('settings:api.keyCopied'))}
        >
          {t('settings:api.copyKey')}
        </Button>
        <Button onPress={onDone}>{t('settings:api.done')}</Button>
      </div>
    </div>
  );
}
