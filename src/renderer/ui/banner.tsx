import type { ReactNode } from 'react';
import { useT } from '../i18n/use-t.ts';
import styles from './banner.module.css';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import { Info, TriangleAlert, X } from './icons.ts';

const cx = classNames(styles);

export interface BannerAction {
  readonly label: string;
  readonly onPress: () => void;
}

export interface BannerProps {
  readonly tone?: 'info' | 'warning' | 'danger';
  readonly actions?: readonly BannerAction[];
  /** Without it, it stays until what it tells is over. */
  readonly onDismiss?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** Something to know, above what it is about. */
export function Banner({ tone = 'info', actions = [], onDismiss, children }: BannerProps) {
  const t = useT();
  const Icon = tone === 'info' ? Info : TriangleAlert;
  return (
    <div role={tone === 'info' ? 'status' : 'alert'} className={cx('banner', tone)}>
      <Icon size={16} className={cx('icon')} aria-hidden />
      <div className={cx('text')} data-selectable>
        {children}
      </div>
      {actions.map(({ label, onPress }) => (
        <Button key={label} size="small" onPress={onPress}>
          {label}
        </Button>
      ))}
      {onDismiss !== undefined && (
        <IconButton
          size="small"
          label={t('common:dismiss')}
          icon={<X size={16} />}
          onPress={onDismiss}
        />
      )}
    </div>
  );
}
