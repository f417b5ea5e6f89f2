/** What of a keyboard event tells which shortcut it is. */
export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const aliases: Readonly<Record<string, string>> = { Space: ' ' };

/**
 * Whether a key is a shortcut such as `Mod+Shift+R`. Signs such as `?` or `/` are known by what
 * they write, for they need Shift on some keyboards and not on others.
 */
export function isShortcut(shortcut: string, pressed: PressedKey, mac: boolean): boolean {
  const parts = shortcut.split(/\+(?!$)/);
  const name = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const key = aliases[name] ?? name;
  if (pressed.key.toLowerCase() !== key.toLowerCase()) return false;

  const mod = mac ? pressed.metaKey : pressed.ctrlKey;
  const other = mac ? pressed.ctrlKey : pressed.metaKey;
  if (mod !== wants('Mod') || other || pressed.altKey !== wants('Alt')) return false;
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && !/[\d ]/.test(key);
  return isSign || pressed.shiftKey === wants('Shift');
}
