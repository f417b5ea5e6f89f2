import { useRef, type ReactElement, type ReactNode } from 'react';
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
  type MenuItemProps as AriaMenuItemProps,
  type Placement,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import { Check } from './icons.ts';
import styles from './menu.module.css';
import popoverStyles from './popover.module.css';

const cx = classNames(styles);
const popover = classNames(popoverStyles);

export interface MenuProps {
  /** A button. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly placement?: Placement;
  readonly children: ReactNode;
}

export function Menu({ trigger, label, placement = 'bottom start', children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover placement={placement} offset={4} className={popover('popover')}>
        <AriaMenu aria-label={label} className={cx('menu')}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface ContextMenuProps {
  /** Where it opens, in px of the window; null: it is closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly onClose: () => void;
  readonly label: string;
  readonly children: ReactNode;
}

/** A menu where the pointer is. */
export function ContextMenu({ at, onClose, label, children }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchor}
        className={popover('anchor')}
        style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
      />
      <Popover
        aria-label={label}
        // A new place is a new popover: an open one keeps where it was.
        key={at === null ? 'closed' : `${at.x},${at.y}`}
        triggerRef={anchor}
        isOpen={at !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
        placement="bottom start"
        offset={0}
        className={popover('popover')}
      >
        <AriaMenu aria-label={label} className={cx('menu')} onClose={onClose} autoFocus="first">
          {children}
        </AriaMenu>
      </Popover>
    </>
  );
}

export interface MenuItemProps extends Omit<
  AriaMenuItemProps,
  'className' | 'style' | 'children' | 'textValue'
> {
  readonly text: string;
  readonly icon?: ReactNode;
  /** Such as `Mod+O`. */
  readonly shortcut?: string | undefined;
  /** Shown with a tick; give it to all of a group or to none. */
  readonly isChecked?: boolean | undefined;
  readonly tone?: 'normal' | 'danger';
}

export function MenuItem({
  text,
  icon,
  shortcut,
  isChecked,
  tone = 'normal',
  ...props
}: MenuItemProps) {
  return (
    <AriaMenuItem {...props} textValue={text} className={cx('item', tone)}>
      {isChecked !== undefined && (
        <span className={cx('tick')}>{isChecked && <Check size={16} />}</span>
      )}
      {icon !== undefined && <span className={cx('icon')}>{icon}</span>}
      <span className={cx('text')}>{text}</span>
      {shortcut !== undefined && <Kbd keys={shortcut} quiet />}
    </AriaMenuItem>
  );
}

export interface MenuSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function MenuSection({ title, children }: MenuSectionProps) {
  return (
    <AriaMenuSection>
      <Header className={cx('header')}>{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

export const MenuSeparator = () => <Separator className={cx('separator')} />;
