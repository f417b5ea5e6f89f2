import { useState } from 'react';
import type { ProviderInfo } from '../../../shared/bridge/contract.ts';
import { useT } from '../../i18n/use-t.ts';
import { say } from '../../stores/toast-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { KeptKey } from './kept-key.tsx';
import { KeyForm } from './key-form.tsx';
import { OutcomeLine } from './outcome-line.tsx';
import styles from './provider-key.module.css';
import { removeKey, testKey, type TestResult } from './provider-requests.ts';
import { SpentLine } from './spent-line.tsx';

const cx = classNames(styles);

interface Tested {
  readonly address: string | null;
  readonly result: TestResult;
}

export interface ProviderKeyProps {
  readonly info: ProviderInfo;
  /** In place of the documented one; null: there is none. */
  readonly address: string | null;
}

/** The key of a provider: what is known of it, and the ways to enter, try and forget one. */
export function ProviderKey({ info, address }: ProviderKeyProps) {
  const t = useT();
  const { id, name, key, spent, lastFailure } = info;
  const [isEntering, setEntering] = useState(false);
  const [isTesting, setTesting] = useState(false);
  const [tested, setTested] = useState<Tested | null>(null);
  /** Where the focus goes when what has it is gone. */
  const [focus, setFocus] = useState<'test' | 'replace' | 'field' | null>(null);

  const test = async () => {
    setTesting(true);
    setTested({ address, result: await testKey(id) });
    setTesting(false);
  };
  const forget = async () => {
    setTested(null);
    setFocus('field');
    if (await removeKey(id)) say(t('providers:key.removed', { name }));
  };

  return (
    <>
      <div className={cx('row')}>
        {key === null || isEntering ? (
          <KeyForm
            id={id}
            name={name}
            autoFocus={isEntering || focus === 'field'}
            onSend={() => {
              setTested(null);
              setFocus('test');
            }}
            onKept={() => {
              setEntering(false);
              say(t('providers:key.saved', { name }));
            }}
            onCancel={
              key === null
                ? null
                : () => {
                    setEntering(false);
                    setFocus('replace');
                  }
            }
          />
        ) : (
          <KeptKey
            name={name}
            kept={key}
            focus={focus === 'field' ? null : focus}
            isTesting={isTesting}
            onTest={() => void test()}
            onReplace={() => {
              setEntering(true);
            }}
            onRemove={() => void forget()}
          />
        )}
        <SpentLine spent={spent} hasKey={key !== null} />
      </div>
      <OutcomeLine
        // Of another address it says nothing.
        test={tested?.address === address ? tested.result : null}
        lastFailure={lastFailure}
      />
    </>
  );
}
