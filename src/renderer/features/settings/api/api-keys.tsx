import { useState } from 'react';
import { useErrorText } from '../../../i18n/use-error-text.ts';
import { useT } from '../../../i18n/use-t.ts';
import { forgetMadeKey, useApiKeys, useMadeKey } from '../../../stores/api-store.ts';
import { say } from '../../../stores/toast-store.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { AddKeyForm } from './add-key-form.tsx';
import styles from './api-keys.module.css';
import { revokeKey } from './api-requests.ts';
import { KeyRow } from './key-row.tsx';
import { MadeKey } from './made-key.tsx';

const cx = classNames(styles);

/** The keys that programs show, and how to make and revoke some. */
export function ApiKeys({ isServed }: { readonly isServed: boolean }) {
  const t = useT();
  const errorText = useErrorText();
  const view = useApiKeys();
  const made = useMadeKey();
  const [isAdding, setAdding] = useState(false);
  /** Where the focus goes when what has it is gone. */
  const [focus, setFocus] = useState<'button' | 'made' | null>(null);
  /** How often the button got it: what is new takes the focus as it comes. */
  const [turn, setTurn] = useState(0);
  const keys = view.name === 'known' ? view.keys : [];

  // Whoever never switched it on need not know of keys.
  if (!isServed && keys.length === 0 && made === null) return null;

  const focusButton = () => {
    setFocus('button');
    setTurn((before) => before + 1);
  };
  const revoke = async (id: string, name: string) => {
    if (!(await revokeKey(id))) return;
    focusButton();
    say(t('settings:api.revoked', { name }));
  };

  return (
    <div className={cx('keys')}>
      <h3>{t('settings:api.keys')}</h3>
      {made !== null && (
        <MadeKey
          key={made.key.id}
          made={made}
          takesFocus={focus === 'made'}
          onDone={() => {
            focusButton();
            forgetMadeKey();
          }}
        />
      )}
      {view.name === 'failed' && (
        <p role="alert" className={cx('error')} data-selectable>
          {errorText(view.error)}
        </p>
      )}
      {view.name === 'known' && keys.length === 0 && (
        <p className={cx('none')}>{t('settings:api.noKeys')}</p>
      )}
      {keys.length > 0 && (
        <ul>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => void revoke(key.id, key.name)} />
          ))}
        </ul>
      )}
      {isAdding ? (
        <AddKeyForm
          onMade={() => {
            setAdding(false);
            setFocus('made');
          }}
          onCancel={() => {
            setAdding(false);
            focusButton();
          }}
        />
      ) : (
        <div>
          <Button
            key={turn}
            autoFocus={focus === 'button'}
            onPress={() => {
              setAdding(true);
              setFocus(null);
            }}
          >
            {t('settings:api.add')}
          </Button>
        </div>
      )}
    </div>
  );
}
