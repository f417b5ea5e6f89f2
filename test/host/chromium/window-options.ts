/** What the stand-in does as the option of a window says. */
export const honoured: ReadonlySet<string> = new Set([
  'width',
  'height',
  'x',
  'y',
  'minWidth',
  'minHeight',
  'show',
  'title',
  'backgroundColor',
  'autoHideMenuBar',
  'webPreferences',
]);

/** Looks of a window, which nothing in the stand-in can show. */
export const cosmetic: ReadonlySet<string> = new Set([
  'titleBarStyle',
  'titleBarOverlay',
  'trafficLightPosition',
  'icon',
  'center',
  'vibrancy',
  'visualEffectState',
  'backgroundMaterial',
  'paintWhenInitiallyHidden',
  'darkTheme',
]);

export interface WindowState {
  destroyed: boolean;
  visible: boolean;
  size: 'normal' | 'minimized' | 'maximized' | 'fullscreen';
}

/** The one display of the stand-in. */
export const workArea: Electron.Rectangle = { x: 0, y: 0, width: 1920, height: 1080 };
