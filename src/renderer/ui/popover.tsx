import type { ReactElement, ReactNode } from 'react';
import {
  Dialog,
  DialogTrigger,
  Popover as AriaPopover,
  type Placement,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './popover.module.css';

const cx = classNames(styles);

export interface PopoverProps {
  /** A button. */
  readonly trigger: ReactElement;
  /** For screen readers. */
  readonly label: string;
  readonly placement?: Placement;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}

/** Something small beside the button that opens it. */
export function Popover({
  trigger,
  label,
  placement = 'bottom start',
  children,
  ...state
}: PopoverProps) {
  return (
    <DialogTrigger {...state}>
      {trigger}
      <AriaPopover placement={placement} offset={6} className={cx('popover')}>
        <Dialog aria-label={label} className={cx('content')}>
          {({ close }) => (typeof children === 'function' ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
