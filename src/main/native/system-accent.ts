import { systemPreferences } from 'electron';

/** `#rrggbb`; null: the system has none, or says something else. */
export function systemAccent(): string | null {
  const [, color] =
    /^([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(systemPreferences.getAccentColor()) ?? [];
  return color === undefined ? null : `#${color.toLowerCase()}`;
}

/** Hears of a new one; macOS tells of none, so that the next window shows it there. */
export function followSystemAccent(listener: (color: string | null) => void): void {
  if (process.platform === 'darwin') return;
  systemPreferences.on('accent-color-changed', () => {
    listener(systemAccent());
  });
}
