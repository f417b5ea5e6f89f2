import type { ProviderInfo } from '../../../shared/bridge/contract.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { KeyControls } from './key-controls.tsx';
import { OutcomeLine } from './outcome-line.tsx';
import styles from './provider-key.module.css';
import { removeKey, setKey, testKey } from './provider-requests.ts';
import { SpentLine } from './spent-line.tsx';
import { useKeyTest } from './use-key-test.ts';
import { useProviderOutcome } from './use-provider-outcome.ts';

const cx = classNames(styles);

export interface ProviderKeyProps {
  readonly info: ProviderInfo;
  /** In place of the documented one; null: there is none. */
  readonly address: string | null;
}

/** The key of a provider, with what it was used for and what was said of it. */
export function ProviderKey({ info, address }: ProviderKeyProps) {
  const t = useT();
  const { id, name, key, spent, lastFailure } = info;
  const test = useKeyTest(address, () => testKey(id));
  const outcome = useProviderOutcome(test.result, lastFailure);
  return (
    <>
      <div className={cx('row')}>
        <KeyControls
          name={name}
          kept={key}
          fields={[
            {
              label: t('providers:key.label', { name }),
              placeholder: t('providers:key.placeholder'),
            },
          ]}
          words={{
            save: t('providers:key.save'),
            saved: t('providers:key.saved', { name }),
            remove: t('providers:key.remove'),
            removed: t('providers:key.removed', { name }),
            testHint: t('providers:test.hint'),
          }}
          test={test}
          canTest
          onSend={([entered = '']) => setKey(id, entered)}
          onRemove={() => removeKey(id)}
        />
        <SpentLine spent={spent} hasKey={key !== null} />
      </div>
      <OutcomeLine outcome={outcome} />
    </>
  );
}
