import type * as electron from 'electron';
import type { Page } from 'playwright-core';
import { chromiumHost } from './chromium/launch.ts';
import { electronHost, findElectron } from './electron.ts';

/** What `import … from 'electron'` gives the main process. */
export type ElectronModule = typeof electron;

/** The desktop app while it runs, in whichever host. */
export interface DesktopApp {
  readonly host: 'electron' | 'chromium';
  /** The first window that is open, as soon as there is one. */
  firstWindow(): Promise<Page>;
  /** The pages of the open windows, in the order in which those were opened. */
  windows(): readonly Page[];
  /** Runs a function in the app's main process; it sees only what it is given, and globals. */
  evaluate<R, A = undefined>(
    fn: (electron: ElectronModule, arg: A) => R | Promise<R>,
    arg?: A,
  ): Promise<R>;
  readonly pid: number;
  /** Everything that the main process has printed so far. */
  output(): string;
  /** `app.quit()`, and its end. */
  close(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** The exit code; null when a signal ended it. */
  waitForExit(): Promise<number | null>;
}

export interface LaunchOptions {
  /** What the app finds behind its own path in `process.argv`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Windows are not shown; the default. */
  readonly headless?: boolean;
  /** Another main bundle than the built app's. */
  readonly main?: string;
}

/** Starts the built app: in Electron where its binary is installed, else in the stand-in. */
export async function launchDesktop(options: LaunchOptions = {}): Promise<DesktopApp> {
  return findElectron() === undefined ? chromiumHost(options) : electronHost(options);
}
