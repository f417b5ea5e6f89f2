import path from 'node:path';
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { packageRoot } from '../../core/paths.ts';
import type { Log } from '../log/log.ts';
import { APP_ORIGIN } from '../protocol/schemes.ts';
import { isOwnPage } from './lock-down.ts';
import { webPreferences } from './web-preferences.ts';
import { isReachable, type WindowState } from './window-state.ts';

/** px; what ui.md calls comfortable, and the least at which everything is there. */
const DEFAULT_SIZE = { width: 1280, height: 800 };
const LEAST_SIZE = { minWidth: 720, minHeight: 480 };
/** The page's own ground, so that nothing flashes before it is there. */
const ground = () => (nativeTheme.shouldUseDarkColors ? '#161618' : '#f4f4f2');
/** A page that is lost more often than this within `LOSS_SPAN_MS` is not loaded again. */
const MOST_LOSSES = 3;
const LOSS_SPAN_MS = 60_000;
/** ms after the last move or resize. */
const REMEMBER_MS = 300;

export interface MainWindowOptions {
  readonly state: WindowState;
  readonly log: Log;
  /** The page comes from there instead of the app's own files. */
  readonly devServer: string | undefined;
  /** The user closed it. Returns whether it is to be hidden instead. */
  readonly onClose: () => boolean;
  /** Its page was lost and is loaded again. */
  readonly onRestored: () => void;
  /** Its page is gone: nobody hears what is told. */
  readonly onGone: () => void;
}

/** Offcut's one window. It can be closed and opened again while the app goes on. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | undefined;
  #losses: number[] = [];

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  get webContents(): WebContents | undefined {
    return this.#window?.webContents;
  }

  get window(): BrowserWindow | undefined {
    return this.#window;
  }

  isOurs(webContentsId: number): boolean {
    return this.#window?.webContents.id === webContentsId;
  }

  /** Brings it before the user, opened if need be. */
  show(): void {
    const window = (this.#window ??= this.#open());
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #open(): BrowserWindow {
    const { state, log, devServer, onClose, onGone } = this.#options;
    const kept = state.bounds;
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const bounds = kept !== undefined && isReachable(kept, areas) ? kept : DEFAULT_SIZE;
    const window = new BrowserWindow({
      ...bounds,
      ...LEAST_SIZE,
      show: false,
      title: 'Offcut',
      backgroundColor: ground(),
      autoHideMenuBar: true,
      icon: path.join(packageRoot(), 'assets', 'icon.png'),
      ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : {}),
      webPreferences: webPreferences(),
    });
    if (state.maximized) window.maximize();
    let timer: NodeJS.Timeout | undefined;
    const remember = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!window.isDestroyed()) state.remember(window.getNormalBounds(), window.isMaximized());
      }, REMEMBER_MS);
    };
    window.on('resize', remember);
    window.on('move', remember);
    window.on('close', (event) => {
      clearTimeout(timer);
      state.remember(window.getNormalBounds(), window.isMaximized());
      if (!onClose()) return;
      event.preventDefault();
      window.hide();
    });
    window.on('closed', () => {
      this.#window = undefined;
      onGone();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      log.error(`the page was lost: ${reason}`);
      onGone();
      if (reason !== 'clean-exit') this.#loadAgain(window);
    });
    // Chromium goes to some pages, such as about:blank, without asking whether it may.
    window.webContents.on('did-navigate', (_event, url) => {
      if (isOwnPage(url, devServer)) return;
      log.error(`the page was left for ${url}`);
      onGone();
      this.#loadAgain(window);
    });
    window.on('unresponsive', () => {
      log.warn('the page does not answer');
    });
    this.#load(window);
    return window;
  }

  #load(window: BrowserWindow): void {
    const { devServer, log } = this.#options;
    void window.loadURL(devServer ?? `${APP_ORIGIN}/index.html`).catch((error: unknown) => {
      log.error('the page could not be loaded', error);
    });
  }

  #loadAgain(window: BrowserWindow): void {
    const now = performance.now();
    this.#losses = [...this.#losses.filter((at) => now - at < LOSS_SPAN_MS), now];
    if (this.#losses.length > MOST_LOSSES || window.isDestroyed()) return;
    this.#load(window);
    this.#options.onRestored();
  }
}
