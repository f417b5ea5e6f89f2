import { asElectron, emitPreventable, StandInEmitter, type Offered } from './emitter.ts';
import { notInStandIn } from './not-in-stand-in.ts';
import type { PageLink } from './page-link.ts';
import type { PageMessage } from './page/messages.ts';
import { record } from './recorded.ts';
import { lifecycle, openWindows } from './registry.ts';
import { headless } from './runtime.ts';
import { StandInWebContents } from './web-contents.ts';
import { cosmetic, honoured, workArea, type WindowState } from './window-options.ts';

type Bounds = Electron.Rectangle;
let last = 0;
const focus: { window: StandInBrowserWindow | undefined } = { window: undefined };

export class StandInBrowserWindow
  extends StandInEmitter
  implements Offered<Electron.BrowserWindow>
{
  readonly id = ++last;
  readonly webContents: Electron.WebContents;
  readonly contents: StandInWebContents;
  private bounds: Bounds;
  private normal: Bounds;
  private minimum: readonly number[];
  /** The app has said where; else the desktop decides. */
  private placed: boolean;
  private shownTitle: string;
  private background: string;
  private menuBar: boolean;
  private state: WindowState = { destroyed: false, visible: false, size: 'normal' };

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', 'browserWindow');
    for (const name of Object.keys(options)) {
      if (!honoured.has(name) && !cosmetic.has(name)) {
        throw notInStandIn(`BrowserWindow option ${name}`);
      }
    }
    const { x = 0, y = 0, width = 800, height = 600, minWidth = 0, minHeight = 0 } = options;
    this.bounds = { x, y, width: Math.max(width, minWidth), height: Math.max(height, minHeight) };
    this.normal = this.bounds;
    this.minimum = [minWidth, minHeight];
    this.placed = options.x !== undefined && options.y !== undefined;
    this.shownTitle = options.title ?? '';
    this.background = options.backgroundColor ?? '#FFF';
    this.menuBar = options.autoHideMenuBar !== true;
    this.contents = new StandInWebContents(this, options.webPreferences ?? {});
    this.webContents = this.contents.electron;
    this.contents.once('dom-ready', () => this.emit('ready-to-show'));
    openWindows.add(this);
    lifecycle.emit('window-created', this);
    if (options.show !== false) this.show();
  }

  static getAllWindows(): Electron.BrowserWindow[] {
    return [...openWindows].map((window) => asElectron(window));
  }

  static fromWebContents(contents: Electron.WebContents): Electron.BrowserWindow | null {
    return this.find((window) => window.webContents === contents);
  }

  static fromId(id: number): Electron.BrowserWindow | null {
    return this.find((window) => window.id === id);
  }

  static getFocusedWindow(): Electron.BrowserWindow | null {
    return this.find((window) => window.isFocused());
  }

  private static find(matches: (window: StandInBrowserWindow) => boolean) {
    const found = [...openWindows].find(matches);
    return found === undefined ? null : asElectron<Electron.BrowserWindow>(found);
  }

  loadURL(url: string): Promise<void> {
    return this.contents.loadURL(url);
  }

  reload(): void {
    this.contents.reload();
  }

  show(): void {
    this.showInactive();
    this.focus();
  }

  showInactive(): void {
    if (this.state.visible) return;
    this.state.visible = true;
    this.inBrowser();
    // The page of a window that the user has closed, and the app has kept, is gone.
    if (this.contents.getURL() !== '' && this.contents.targetId === undefined) this.reload();
    this.emit('show');
  }

  hide(): void {
    if (!this.state.visible) return;
    this.blur();
    this.state.visible = false;
    this.inBrowser();
    this.emit('hide');
  }

  focus(): void {
    if (focus.window === this || !this.state.visible) return;
    focus.window?.blur();
    focus.window = this;
    if (!headless) void this.contents.link().then(({ page }) => page.bringToFront());
    this.emit('focus');
    lifecycle.emit('window-focus', this);
  }

  blur(): void {
    if (focus.window !== this) return;
    focus.window = undefined;
    this.emit('blur');
    lifecycle.emit('window-blur', this);
  }

  isFocused(): boolean {
    return focus.window === this;
  }

  isVisible(): boolean {
    return this.state.visible && this.state.size !== 'minimized';
  }

  isMinimized(): boolean {
    return this.state.size === 'minimized';
  }

  isMaximized(): boolean {
    return this.state.size === 'maximized';
  }

  isFullScreen(): boolean {
    return this.state.size === 'fullscreen';
  }

  isNormal(): boolean {
    return this.state.size === 'normal';
  }

  minimize(): void {
    if (this.isMinimized()) return;
    this.blur();
    this.resizeTo('minimized', this.bounds, 'minimize');
  }

  restore(): void {
    if (this.isMinimized()) this.resizeTo('normal', this.normal, 'restore');
    else this.unmaximize();
  }

  maximize(): void {
    if (!this.isMaximized()) this.resizeTo('maximized', workArea, 'maximize');
  }

  unmaximize(): void {
    if (this.isMaximized()) this.resizeTo('normal', this.normal, 'unmaximize');
  }

  setFullScreen(full: boolean): void {
    if (full === this.isFullScreen()) return;
    if (full) this.resizeTo('fullscreen', workArea, 'enter-full-screen');
    else this.resizeTo('normal', this.normal, 'leave-full-screen');
  }

  private resizeTo(size: WindowState['size'], bounds: Bounds, event: string): void {
    if (this.state.size === 'normal') this.normal = this.bounds;
    this.state.size = size;
    if (size !== 'minimized') this.moveTo(bounds);
    this.inBrowser();
    this.emit(event);
  }

  private moveTo(bounds: Bounds): void {
    const { x, y, width, height } = this.bounds;
    this.bounds = bounds;
    if (this.state.size === 'normal') this.normal = bounds;
    if (width !== bounds.width || height !== bounds.height) this.emit('resize');
    if (x !== bounds.x || y !== bounds.y) this.emit('move');
  }

  close(): void {
    if (this.state.destroyed || emitPreventable(this, 'close')) return;
    setImmediate(() => {
      this.destroy();
    });
  }

  /** The user has closed Chromium's window: too late to keep it, so a kept one is hidden. */
  closedByUser(): void {
    if (this.state.destroyed) return;
    if (emitPreventable(this, 'close')) this.hide();
    else this.destroy();
  }

  destroy(): void {
    if (this.state.destroyed) return;
    this.blur();
    this.state = { ...this.state, destroyed: true, visible: false };
    this.contents.destroy();
    openWindows.delete(this);
    this.emit('closed');
    lifecycle.emit('pages-changed');
    lifecycle.emit('window-closed');
  }

  isDestroyed(): boolean {
    return this.state.destroyed;
  }

  getBounds(): Bounds {
    return { ...this.bounds };
  }

  getNormalBounds(): Bounds {
    return { ...(this.state.size === 'normal' ? this.bounds : this.normal) };
  }

  setBounds(bounds: Partial<Bounds>): void {
    const next = { ...this.bounds, ...bounds };
    this.placed ||= bounds.x !== undefined;
    const [minWidth = 0, minHeight = 0] = this.minimum;
    const size = {
      width: Math.max(next.width, minWidth),
      height: Math.max(next.height, minHeight),
    };
    this.moveTo({ ...next, ...size });
    this.inBrowser();
  }

  getSize(): number[] {
    return [this.bounds.width, this.bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    return [this.bounds.x, this.bounds.y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  center(): void {
    const { width, height } = this.bounds;
    const x = Math.round(workArea.x + (workArea.width - width) / 2);
    this.setPosition(x, Math.round(workArea.y + (workArea.height - height) / 2));
  }

  /** Windows of the stand-in have no frame of their own. */
  getContentSize(): number[] {
    return this.getSize();
  }

  getContentBounds(): Bounds {
    return this.getBounds();
  }

  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }

  setMinimumSize(width: number, height: number): void {
    this.minimum = [width, height];
  }

  getMinimumSize(): number[] {
    return [...this.minimum];
  }

  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    record('browserWindow.setProgressBar', progress, options);
  }

  setOverlayIcon(overlay: Electron.NativeImage | null, description: string): void {
    record('browserWindow.setOverlayIcon', overlay, description);
  }

  flashFrame(flag: boolean): void {
    record('browserWindow.flashFrame', flag);
  }

  setTitle(title: string): void {
    this.shownTitle = title;
  }

  getTitle(): string {
    return this.shownTitle;
  }

  setMenuBarVisibility(visible: boolean): void {
    this.menuBar = visible;
  }

  isMenuBarVisible(): boolean {
    return this.menuBar;
  }

  setBackgroundColor(color: string): void {
    this.background = color;
  }

  getBackgroundColor(): string {
    return this.background;
  }

  setTitleBarOverlay(options: Electron.TitleBarOverlayOptions): void {
    record('browserWindow.setTitleBarOverlay', options);
  }

  setMenu(menu: Electron.Menu | null): void {
    record('browserWindow.setMenu', menu);
  }

  /** What the page says of the size that it really has. */
  measured(metrics: Extract<PageMessage, { kind: 'metrics' }>): void {
    const { x, y, width, height, frameWidth, frameHeight } = metrics;
    if (this.state.size === 'minimized') return;
    if (headless) this.moveTo({ ...this.bounds, width, height });
    else this.moveTo({ x, y, width: frameWidth, height: frameHeight });
  }

  private inBrowser(): void {
    const { opened } = this.contents;
    if (opened !== undefined) void this.applyToBrowser(opened).catch(() => undefined);
  }

  async applyToBrowser({ page, cdp }: PageLink): Promise<void> {
    const { x: left, y: top, width, height } = this.bounds;
    if (headless) {
      await page.setViewportSize({ width, height });
      return;
    }
    const { windowId } = await cdp.send('Browser.getWindowForTarget');
    const set = (bounds: Parameters<typeof cdp.send<'Browser.setWindowBounds'>>[1]) =>
      cdp.send('Browser.setWindowBounds', bounds);
    const windowState = this.state.visible ? this.state.size : 'minimized';
    // Chromium changes a size only in the normal state.
    await set({ windowId, bounds: { windowState: 'normal' } });
    const place = this.placed ? { left, top } : {};
    if (windowState === 'normal') await set({ windowId, bounds: { ...place, width, height } });
    else await set({ windowId, bounds: { windowState } });
  }
}
