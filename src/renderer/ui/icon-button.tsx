import type { ReactNode, Ref } from 'react';
import {
  Button as AriaButton,
  ToggleButton as AriaToggleButton,
  type ButtonProps as AriaButtonProps,
  type ToggleButtonProps as AriaToggleButtonProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './icon-button.module.css';
import { Tooltip } from './tooltip.tsx';

const cx = classNames(styles);

interface Shared {
  /** What it does; its name for screen readers and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Such as `Mod+O`, shown in the tooltip. */
  readonly shortcut?: string | undefined;
  readonly size?: 'small' | 'normal';
  readonly tooltipPlacement?: 'top' | 'bottom' | 'left' | 'right';
}

export interface IconButtonProps
  extends Shared, Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton({
  label,
  icon,
  shortcut,
  size = 'normal',
  tooltipPlacement = 'bottom',
  buttonRef = null,
  ...props
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} placement={tooltipPlacement}>
      <AriaButton {...props} ref={buttonRef} aria-label={label} className={cx('button', size)}>
        {icon}
      </AriaButton>
    </Tooltip>
  );
}

export interface IconToggleProps
  extends Shared, Omit<AriaToggleButtonProps, 'className' | 'style' | 'children'> {}

/** A button that stays pressed: `isSelected`, `onChange`. */
export function IconToggle({
  label,
  icon,
  shortcut,
  size = 'normal',
  tooltipPlacement = 'bottom',
  ...props
}: IconToggleProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} placement={tooltipPlacement}>
      <AriaToggleButton {...props} aria-label={label} className={cx('button', size)}>
        {icon}
      </AriaToggleButton>
    </Tooltip>
  );
}
