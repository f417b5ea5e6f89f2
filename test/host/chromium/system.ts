import { asElectron, StandInEmitter, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import { openWindows } from './registry.ts';
import { setThemeSource, themeSource } from './theme-media.ts';
import { workArea } from './window-options.ts';

/** What an app hears of the system. The stand-in's is plain: light, no motion wishes, one display. */
class StandInNativeTheme extends StandInEmitter implements Offered<Electron.NativeTheme> {
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly prefersReducedTransparency = false;
  readonly inForcedColorsMode = false;

  constructor() {
    super('NativeTheme', 'nativeTheme');
  }

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return themeSource();
  }

  set themeSource(source: Electron.NativeTheme['themeSource']) {
    if (source === themeSource()) return;
    setThemeSource(source);
    for (const { contents } of openWindows) void contents.emulateTheme().catch(() => undefined);
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return themeSource() === 'dark';
  }
}

class StandInSystemPreferences
  extends StandInEmitter
  implements Offered<Electron.SystemPreferences>
{
  constructor() {
    super('SystemPreferences', 'systemPreferences');
  }

  getAccentColor(): string {
    return '0078d7ff';
  }

  getAnimationSettings(): Electron.AnimationSettings {
    return {
      shouldRenderRichAnimation: true,
      scrollAnimationsEnabledBySystem: true,
      prefersReducedMotion: false,
    };
  }
}

class StandInPowerMonitor extends StandInEmitter implements Offered<Electron.PowerMonitor> {
  readonly onBatteryPower = false;

  constructor() {
    super('PowerMonitor', 'powerMonitor');
  }

  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
}

class StandInPowerSaveBlocker implements Offered<Electron.PowerSaveBlocker> {
  private readonly started = new Set<number>();
  private last = 0;

  start(): number {
    this.started.add(++this.last);
    return this.last;
  }

  stop(id: number): boolean {
    return this.started.delete(id);
  }

  isStarted(id: number): boolean {
    return this.started.has(id);
  }
}

const display = {
  id: 1,
  label: 'Stand-in',
  bounds: workArea,
  workArea,
  size: { width: workArea.width, height: workArea.height },
  workAreaSize: { width: workArea.width, height: workArea.height },
  scaleFactor: 1,
  rotation: 0,
  internal: true,
};

class StandInScreen extends StandInEmitter implements Offered<Electron.Screen> {
  constructor() {
    super('Screen', 'screen');
  }

  getAllDisplays(): Electron.Display[] {
    return [this.getPrimaryDisplay()];
  }

  getPrimaryDisplay(): Electron.Display {
    return asElectron(strict('display', display));
  }

  getDisplayMatching(): Electron.Display {
    return this.getPrimaryDisplay();
  }

  getDisplayNearestPoint(): Electron.Display {
    return this.getPrimaryDisplay();
  }

  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }
}

export type StandInDisplay = typeof display;
export type {
  StandInNativeTheme,
  StandInPowerMonitor,
  StandInPowerSaveBlocker,
  StandInScreen,
  StandInSystemPreferences,
};
export const nativeTheme = asElectron<Electron.NativeTheme>(new StandInNativeTheme());
export const systemPreferences = asElectron<Electron.SystemPreferences>(
  new StandInSystemPreferences(),
);
export const powerMonitor = asElectron<Electron.PowerMonitor>(new StandInPowerMonitor());
export const screen = asElectron<Electron.Screen>(new StandInScreen());
export const powerSaveBlocker = asElectron<Electron.PowerSaveBlocker>(
  strict('powerSaveBlocker', new StandInPowerSaveBlocker()),
);
