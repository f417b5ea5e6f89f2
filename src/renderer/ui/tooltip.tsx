import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import styles from './tooltip.module.css';

const cx = classNames(styles);

export interface TooltipProps {
  readonly text: string;
  /** Such as `Mod+O`; see `Kbd`. */
  readonly shortcut?: string | undefined;
  readonly placement?: 'top' | 'bottom' | 'left' | 'right';
  /** Something that can be focused and hovered. */
  readonly children: ReactElement;
}

export function Tooltip({ text, shortcut, placement = 'bottom', children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip placement={placement} offset={6} className={cx('tooltip')}>
        {text}
        {shortcut !== undefined && <Kbd keys={shortcut} quiet />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
