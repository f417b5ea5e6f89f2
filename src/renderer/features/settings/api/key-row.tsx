import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey } from '../../../../shared/api-key.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Question } from '../../../ui/question.tsx';
import styles from './key-row.module.css';
import { useKeyTraits } from './use-key-traits.ts';

const cx = classNames(styles);

export interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly onRevoke: () => void;
}

/** A key, by its name and how it ends. */
export function KeyRow({ apiKey, onRevoke }: KeyRowProps) {
  const t = useT();
  const traits = useKeyTraits();
  const [asks, setAsks] = useState(false);
  const [wasKept, setWasKept] = useState(false);
  const { name, hint } = apiKey;
  return (
    <li className={cx('key', asks && 'asks')}>
      {asks ? (
        <Question
          question={t('settings:api.revokeQuestion', { name })}
          text={t('settings:api.revokeText')}
          confirmLabel={t('settings:api.revoke')}
          keepLabel={t('settings:api.keep')}
          onConfirm={onRevoke}
          onKeep={() => {
            setAsks(false);
            setWasKept(true);
          }}
        />
      ) : (
        <div className={cx('row')}>
          <KeyRound size={16} className={cx('icon')} aria-hidden />
          <div className={cx('words')}>
            <span className={cx('head')}>
              <span className={cx('name')}>{name}</span>
              <code className={cx('end')}>{t('settings:api.ends', { end: hint })}</code>
            </span>
            <span className={cx('traits')}>{traits(apiKey)}</span>
          </div>
          <Button
            size="small"
            variant="danger"
            aria-label={t('settings:api.revokeNamed', { name })}
            autoFocus={wasKept}
            onPress={() => {
              setAsks(true);
            }}
          >
            {t('settings:api.revoke')}
          </Button>
        </div>
      )}
    </li>
  );
}
