import type { KnownKey } from '../../../shared/bridge/contract.ts';
import type { StagingSettings } from '../../../shared/staging.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './bucket-keys.module.css';
import { removeBucketKeys, setBucketKeys, testBucket } from './bucket-requests.ts';
import { KeyControls } from './key-controls.tsx';
import { OutcomeLine, type Outcome } from './outcome-line.tsx';
import type { TestResult } from './provider-requests.ts';
import { useKeyTest } from './use-key-test.ts';

const cx = classNames(styles);

export interface BucketKeysProps {
  /** What the keys are tried on; null: there is no bucket. */
  readonly staging: StagingSettings | null;
  readonly kept: KnownKey | null;
}

/** The two keys to the bucket, which are entered, tried and forgotten together. */
export function BucketKeys({ staging, kept }: BucketKeysProps) {
  const t = useT();
  const test = useKeyTest(JSON.stringify(staging), testBucket);
  const outcome = useOutcome(test.result);
  const fields = [t('providers:bucket.keys.id'), t('providers:bucket.keys.secret')];
  return (
    <div className={cx('keys')}>
      <div className={cx('row')}>
        <KeyControls
          name={t('providers:bucket.title')}
          kept={kept}
          fields={fields.map((label) => ({ label, placeholder: label }))}
          words={{
            save: t('providers:bucket.keys.save'),
            saved: t('providers:bucket.keys.saved'),
            remove: t('providers:bucket.keys.remove'),
            removed: t('providers:bucket.keys.removed'),
            testHint: t('providers:bucket.testHint'),
          }}
          test={test}
          canTest={staging !== null}
          onSend={([id = '', secret = '']) => setBucketKeys(id, secret)}
          onRemove={removeBucketKeys}
        />
      </div>
      <OutcomeLine outcome={outcome} />
    </div>
  );
}

function useOutcome(result: TestResult | null): Outcome | null {
  const t = useT();
  const errorText = useErrorText();
  if (result === null) return null;
  return result.works
    ? { isGood: true, text: t('providers:bucket.works') }
    : { isGood: false, text: errorText(result.error) };
}
