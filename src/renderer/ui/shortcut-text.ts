const macSymbols: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Ctrl: '⌃',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Delete: '⌫',
  Escape: '⎋',
};

const arrows: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** The keys of a shortcut such as `Mod+Shift+R` by the names or symbols of the system. */
export const shortcutParts = (keys: string, mac: boolean): readonly string[] =>
  keys
    // A plus that is a key itself stands at the end: `Mod++`.
    .split(/\+(?!$)/)
    .map((key) => {
      const symbol = arrows[key] ?? (mac ? macSymbols[key] : undefined);
      return symbol ?? (key === 'Mod' ? 'Ctrl' : key);
    });

export const isMac = () =>
  typeof navigator !== 'undefined' && navigator.userAgent.includes('Macintosh');
