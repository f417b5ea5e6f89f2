import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

const cx = classNames(styles);

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `normal` has a border, `quiet` has none, `primary` is the one thing to do here. */
  readonly variant?: 'normal' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'small' | 'normal' | 'large';
  /** 16 px, before the text. */
  readonly icon?: ReactNode;
  /** After the text, such as a chevron. */
  readonly trailing?: ReactNode;
  /** Takes the width that there is. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Button({
  variant = 'normal',
  size = 'normal',
  icon,
  trailing,
  wide = false,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      className={cx('button', variant, size !== 'normal' && size, wide && 'wide')}
    >
      {icon}
      <span className={cx('text')}>{children}</span>
      {trailing}
    </AriaButton>
  );
}
