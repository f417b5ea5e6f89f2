import type { Settings } from '../../shared/settings.ts';

/** `system`: styles follow the system by themselves. */
export function applyTheme(theme: Settings['general']['theme']): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}
