import { KeyRound } from 'lucide-react';
import type { KnownKey } from '../../../shared/bridge/contract.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './kept-key.module.css';

const cx = classNames(styles);

/** Others are not Offcut's to forget. */
const removable: ReadonlySet<string> = new Set(['stored', 'session']);

export interface KeptKeyProps {
  /** What the key is for. */
  readonly name: string;
  readonly kept: KnownKey;
  readonly removeLabel: string;
  /** What a test does. */
  readonly testHint: string;
  /** The button that has the focus from the start. */
  readonly focus: 'test' | 'replace' | null;
  readonly isTesting: boolean;
  /** Null: there is nothing that the key could be tried on. */
  readonly onTest: (() => void) | null;
  readonly onReplace: () => void;
  readonly onRemove: () => void;
}

/** A key that is there, by how it ends. */
export function KeptKey(props: KeptKeyProps) {
  const { name, kept, removeLabel, testHint, focus, isTesting, onTest, onReplace, onRemove } =
    props;
  const t = useT();
  const { lastFour, place } = kept;
  const named = (action: string) => t('providers:key.action', { action, name });
  return (
    <div className={cx('row')}>
      <span className={cx('key')}>
        <KeyRound size={16} className={cx('icon')} aria-hidden />
        <span data-selectable>
          {lastFour === '' ? t('providers:key.short') : t('providers:key.ends', { end: lastFour })}
        </span>
        <span className={cx('place')}>{t(`providers:key.places.${place}`)}</span>
      </span>
      <span className={cx('actions')}>
        {onTest !== null && (
          <Tooltip text={testHint}>
            <Button
              size="small"
              aria-label={named(t('providers:test.run'))}
              autoFocus={focus === 'test'}
              isPending={isTesting}
              onPress={onTest}
            >
              {t('providers:test.run')}
            </Button>
          </Tooltip>
        )}
        <Button
          size="small"
          aria-label={named(t('providers:key.replace'))}
          autoFocus={focus === 'replace' || (focus === 'test' && onTest === null)}
          onPress={onReplace}
        >
          {t('providers:key.replace')}
        </Button>
        {removable.has(place) && (
          <Button size="small" variant="danger" aria-label={named(removeLabel)} onPress={onRemove}>
            {removeLabel}
          </Button>
        )}
      </span>
    </div>
  );
}
