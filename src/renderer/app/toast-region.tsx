import { useEffect, useState } from 'react';
import { useT } from '../i18n/use-t.ts';
import { hush, useToast } from '../stores/toast-store.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { X } from '../ui/icons.ts';
import styles from './toast-region.module.css';

const cx = classNames(styles);

/** ms; long enough to read it and to reach for "Undo". */
const SHOWN_FOR = 8_000;

/** Says what was just done; it waits while the pointer or the keyboard is on it. */
export function ToastRegion() {
  const t = useT();
  const toast = useToast();
  const [isHeld, setHeld] = useState(false);

  useEffect(() => {
    if (toast === null || isHeld) return undefined;
    const timer = setTimeout(hush, SHOWN_FOR);
    return () => {
      clearTimeout(timer);
    };
  }, [toast, isHeld]);

  const hold = (held: boolean) => () => {
    setHeld(held);
  };
  return (
    <div role="status" className={cx('region')}>
      {toast !== null && (
        <div
          key={toast.id}
          className={cx('toast')}
          onPointerEnter={hold(true)}
          onPointerLeave={hold(false)}
          onFocus={hold(true)}
          onBlur={hold(false)}
        >
          <span className={cx('text')}>{toast.text}</span>
          {toast.action !== null && (
            <Button
              size="small"
              onPress={() => {
                toast.action?.run();
                setHeld(false);
                hush();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton
            size="small"
            label={t('common:dismiss')}
            icon={<X size={16} />}
            onPress={() => {
              setHeld(false);
              hush();
            }}
          />
        </div>
      )}
    </div>
  );
}
