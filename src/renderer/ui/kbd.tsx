import { useT } from '../i18n/use-t.ts';
import { classNames } from './class-names.ts';
import styles from './kbd.module.css';
import { isMac, shortcutParts } from './shortcut-text.ts';

const cx = classNames(styles);

export interface KbdProps {
  /** `+` between keys; `Mod` is Ctrl, or Cmd on macOS: `Mod+Shift+R`, `Delete`, `?`. */
  readonly keys: string;
  /** Text only, for menus and tooltips. */
  readonly quiet?: boolean;
}

export function Kbd({ keys, quiet = false }: KbdProps) {
  const parts = useShortcutParts(keys);
  if (quiet) return <kbd className={cx('quiet')}>{parts.join(isMac() ? '' : '+')}</kbd>;
  return (
    <span className={cx('keys')}>
      {parts.map((part, at) => (
        <kbd key={at} className={cx('key')}>
          {part}
        </kbd>
      ))}
    </span>
  );
}

/** The keys of a shortcut as this system and language call them. */
function useShortcutParts(keys: string): readonly string[] {
  const t = useT();
  const names: Readonly<Record<string, string>> = {
    ctrl: t('common:keys.ctrl'),
    shift: t('common:keys.shift'),
    alt: t('common:keys.alt'),
    enter: t('common:keys.enter'),
    space: t('common:keys.space'),
    delete: t('common:keys.delete'),
    escape: t('common:keys.escape'),
    home: t('common:keys.home'),
    end: t('common:keys.end'),
    pageup: t('common:keys.pageUp'),
    pagedown: t('common:keys.pageDown'),
  };
  return shortcutParts(keys, isMac()).map((part) => names[part.toLowerCase()] ?? part);
}
