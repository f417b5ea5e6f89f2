import { mkdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { appPath, manifest, usualPath } from './app-paths.ts';
import { commandLine } from './command-line.ts';
import { asElectron, emitPreventable, StandInEmitter, type Offered } from './emitter.ts';
import { notInStandIn } from './not-in-stand-in.ts';
import { started } from './process.ts';
import { record } from './recorded.ts';
import { lifecycle, openWindows } from './registry.ts';
import { browser } from './runtime.ts';
import { SingleInstance } from './single-instance.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

export class StandInApp extends StandInEmitter implements Offered<Electron.App> {
  readonly commandLine = commandLine;
  readonly isPackaged = false;
  /** Only macOS has a dock, and this is not Electron there either. */
  readonly dock = undefined;
  badgeCount = 0;
  private readonly instance = new SingleInstance();
  private readonly paths = new Map<PathName, string>();
  private appName = manifest.productName ?? manifest.name ?? 'Electron';
  private state: 'starting' | 'ready' | 'quitting' | 'ended' = 'starting';
  private loginItem: Electron.Settings = {};
  private readonly untilReady: Promise<void>;

  constructor() {
    super('App', 'app');
    const guarded = this as StandInApp;
    this.untilReady = new Promise((resolve) => {
      // Main's first turn registers schemes and listeners before anything happens.
      setTimeout(() => {
        if (guarded.state !== 'starting') return;
        guarded.emit('will-finish-launching');
        guarded.state = 'ready';
        guarded.emit('ready', {}, {});
        resolve();
      }, 10);
    });
    lifecycle.on('window-created', (window) => {
      this.emit('browser-window-created', {}, window);
    });
    lifecycle.on('contents-created', (contents) => {
      this.emit('web-contents-created', {}, contents);
    });
    lifecycle.on('window-focus', (window) => {
      this.emit('browser-window-focus', {}, window);
    });
    lifecycle.on('window-blur', (window) => {
      this.emit('browser-window-blur', {}, window);
    });
    lifecycle.on('render-process-gone', (contents, details) => {
      this.emit('render-process-gone', {}, contents, details);
    });
    lifecycle.on('window-closed', () => {
      this.windowClosed();
    });
    lifecycle.on('quit', () => {
      this.quit();
    });
  }

  isReady(): boolean {
    return this.state !== 'starting';
  }

  whenReady(): Promise<void> {
    return this.untilReady;
  }

  /** before-quit, every window's close, will-quit, quit; the first three can be prevented. */
  quit(): void {
    if (this.state === 'quitting' || this.state === 'ended') return;
    if (emitPreventable(this, 'before-quit')) return;
    const before = this.state;
    this.state = 'quitting';
    for (const window of [...openWindows]) {
      if (emitPreventable(window, 'close')) {
        this.state = before;
        return;
      }
      window.destroy();
    }
    this.finish(before);
  }

  private finish(before: StandInApp['state']): void {
    if (emitPreventable(this, 'will-quit')) {
      this.state = before;
      return;
    }
    this.end(0);
  }

  exit(code = 0): void {
    this.state = 'quitting';
    for (const window of [...openWindows]) window.destroy();
    this.end(code);
  }

  private end(code: number): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.emit('quit', {}, code);
    this.instance.release();
    void browser.close().finally(() => process.exit(code));
  }

  private windowClosed(): void {
    if (openWindows.size > 0 || this.state !== 'ready') return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.once('quit', () => {
      const { execArgv, script, env } = started;
      const args = options.args ?? process.argv.slice(2);
      spawn(process.execPath, [...execArgv, script, ...args], {
        env,
        detached: true,
        stdio: 'ignore',
      }).unref();
    });
  }

  focus(): void {
    [...openWindows].at(-1)?.focus();
  }

  isHidden(): boolean {
    return [...openWindows].every((window) => !window.isVisible());
  }

  getPath(name: PathName): string {
    const chosen = this.commandLine.getSwitchValue('user-data-dir');
    const userData =
      this.paths.get('userData') ?? (chosen === '' ? undefined : path.resolve(chosen));
    const found = this.paths.get(name) ?? usualPath(name, this.appName, userData);
    if (found === undefined) throw notInStandIn(`app.getPath('${name}')`);
    if (name === 'userData') mkdirSync(found, { recursive: true });
    return found;
  }

  setPath(name: PathName, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.paths.set(name, folder);
  }

  getAppPath(): string {
    return appPath;
  }

  getVersion(): string {
    return manifest.version ?? '0.0.0';
  }

  getName(): string {
    return this.appName;
  }

  setName(name: string): void {
    this.appName = name;
  }

  get name(): string {
    return this.appName;
  }

  set name(name: string) {
    this.appName = name;
  }

  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getSystemLocale(): string {
    return this.getLocale();
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const mine = { argv: process.argv, cwd: process.cwd(), data: additionalData };
    return this.instance.request(this.getPath('userData'), mine, ({ argv, cwd, data }) => {
      this.emit('second-instance', {}, argv, cwd, data);
    });
  }

  hasSingleInstanceLock(): boolean {
    return this.instance.held;
  }

  releaseSingleInstanceLock(): void {
    this.instance.release();
  }

  getAppMetrics(): Electron.ProcessMetric[] {
    const memory = process.memoryUsage().rss / 1024;
    return [
      {
        pid: process.pid,
        type: 'Browser',
        creationTime: Date.now() - process.uptime() * 1000,
        cpu: { percentCPUUsage: 0, idleWakeupsPerSecond: 0 },
        memory: { workingSetSize: memory, peakWorkingSetSize: memory },
      },
    ];
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.loginItem = settings;
    record('app.setLoginItemSettings', settings);
  }

  getLoginItemSettings(): Electron.LoginItemSettings {
    const openAtLogin = this.loginItem.openAtLogin ?? false;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }

  setBadgeCount(count = 0): boolean {
    this.badgeCount = count;
    return true;
  }

  getBadgeCount(): number {
    return this.badgeCount;
  }

  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    record('app.setAboutPanelOptions', options);
  }

  showAboutPanel(): void {
    record('app.showAboutPanel');
  }

  addRecentDocument(file: string): void {
    record('app.addRecentDocument', file);
  }

  clearRecentDocuments(): void {
    record('app.clearRecentDocuments');
  }

  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id);
  }

  /** Pages of the stand-in are sandboxed as far as Chromium can be where it runs. */
  enableSandbox(): void {
    return;
  }

  disableHardwareAcceleration(): void {
    return;
  }
}

export const standInApp = new StandInApp();
export const app = asElectron<Electron.App>(standInApp);
