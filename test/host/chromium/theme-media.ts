/** What the app's theme means to its pages; the stand-in's system is light. */
type Source = Electron.NativeTheme['themeSource'];
let source: Source = 'system';

export const themeSource = (): Source => source;

export function setThemeSource(next: Source): void {
  source = next;
}

export const themeMedia = () => ({ colorScheme: source === 'dark' ? 'dark' : 'light' }) as const;
