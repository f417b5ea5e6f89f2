import type { Frame } from 'playwright-core';
import type { StandInBrowserWindow } from './browser-window.ts';
import { appClip, setCopied } from './clipboard.ts';
import { pageDownloads } from './download-item.ts';
import { asElectron, emitPreventable, StandInEmitter, type Offered } from './emitter.ts';
import { standInIpcMain } from './ipc-main.ts';
import { acceleratorKeys, clickAccelerator } from './menu-keys.ts';
import { notInStandIn } from './not-in-stand-in.ts';
import { fromChromium, toChromium } from './origins.ts';
import { openPage, type PageLink } from './page-link.ts';
import { pageEnd } from './page/init-script.ts';
import type { PageMessage } from './page/messages.ts';
import { createWire } from './page/wire.ts';
import { record } from './recorded.ts';
import { contentsOfPage, lifecycle } from './registry.ts';
import { defaultSession } from './session.ts';
import { themeMedia } from './theme-media.ts';
import { webFrameMain } from './web-frame-main.ts';

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];
const wire = createWire();
let last = 0;

export class StandInWebContents extends StandInEmitter implements Offered<Electron.WebContents> {
  readonly id = ++last;
  readonly session = asElectron<Electron.Session>(defaultSession);
  readonly window: StandInBrowserWindow;
  private readonly preferences: Electron.WebPreferences;
  private opening: Promise<PageLink> | undefined;
  opened: PageLink | undefined;
  private openHandler: OpenHandler | undefined;
  /** Navigations that the app itself has begun; nobody is asked about those. */
  private readonly expected = new Set<string>();
  private wanted = '';
  private state = { destroyed: false, crashed: false, loading: false, zoom: 1 };

  constructor(window: StandInBrowserWindow, preferences: Electron.WebPreferences) {
    super('WebContents', 'webContents');
    this.window = window;
    this.preferences = preferences;
    lifecycle.emit('contents-created', this);
  }

  /** This object, as the app knows it. */
  get electron(): Electron.WebContents {
    return asElectron(this);
  }

  get mainFrame(): Electron.WebFrameMain {
    if (this.opened === undefined) throw notInStandIn('webContents.mainFrame before loadURL');
    return webFrameMain(this.opened.page.mainFrame());
  }

  get targetId(): string | undefined {
    return this.state.crashed ? undefined : this.opened?.targetId;
  }

  /** The page, opened when it is first needed, and again after it has crashed or was closed. */
  link(): Promise<PageLink> {
    this.opening ??= this.open();
    return this.opening;
  }

  private async open(): Promise<PageLink> {
    const [width, height] = this.window.getContentSize();
    const link = await openPage({
      width: width ?? 800,
      height: height ?? 600,
      preferences: this.preferences,
      onMessage: (frame, message) => this.receive(frame, message),
      clip: appClip,
    });
    const { page } = link;
    this.opened = link;
    contentsOfPage.set(page, this);
    this.state.crashed = false;
    page.on('crash', () => {
      this.leave(link);
      this.state.crashed = true;
      const details = { reason: 'crashed', exitCode: 5 } as const;
      this.emit('render-process-gone', {}, details);
      lifecycle.emit('render-process-gone', this, details);
      lifecycle.emit('pages-changed');
      void link.cdp.send('Page.close').catch(() => undefined);
    });
    page.on('close', () => {
      if (this.opened !== link) return;
      this.leave(link);
      this.window.closedByUser();
    });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.emit('did-navigate', {}, this.getURL(), 200, 'OK');
    });
    page.on('domcontentloaded', () => {
      this.applyToPage();
      this.emit('dom-ready', {});
    });
    page.on('load', () => {
      if (page.url().startsWith('chrome-error:')) return;
      this.emit('did-finish-load', {});
    });
    page.on('download', (download) => {
      void pageDownloads(download, this.electron).catch(() => undefined);
    });
    page.on('console', (message) => {
      const level = message.type() === 'warning' ? 'warning' : message.type();
      this.emit('console-message', { level, message: message.text() });
    });
    await page.emulateMedia(themeMedia());
    await this.window.applyToBrowser(link);
    lifecycle.emit('pages-changed');
    return link;
  }

  private leave(link: PageLink): void {
    contentsOfPage.delete(link.page);
    this.opening = undefined;
    this.opened = undefined;
  }

  /** Has what the document forgets when it is left. */
  applyToPage(): void {
    this.run(`${pageEnd}?.setAccelerators(${JSON.stringify(wire.encode(acceleratorKeys()))})`);
    if (this.state.zoom !== 1) this.setZoomFactor(this.state.zoom);
  }

  /** Runs in the page that is open, if one is; nobody waits. */
  private run(expression: string): void {
    void this.opened?.evaluate(expression).catch(() => undefined);
  }

  async loadURL(url: string): Promise<void> {
    this.wanted = url;
    const { page } = await this.link();
    const target = toChromium(url);
    if (/^https?:/.test(target)) {
      const { origin } = new URL(target);
      await defaultSession.settlePermissions(page.context(), this.electron, origin, url);
    }
    await this.navigate(url, () => page.goto(target, { timeout: 0 }));
  }

  private async navigate(url: string, go: () => Promise<unknown>): Promise<void> {
    this.expected.add(url);
    this.state.loading = true;
    this.emit('did-start-loading');
    try {
      await go();
    } catch (error) {
      const code = /ERR_[A-Z_]+/.exec(String(error))?.[0] ?? 'ERR_ABORTED';
      const errno = code === 'ERR_ABORTED' ? -3 : -2;
      this.emit('did-fail-load', {}, errno, code, url, true, 0, 0);
      throw Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
    } finally {
      this.expected.delete(url);
      this.state.loading = false;
      this.emit('did-stop-loading');
    }
  }

  /** False when the app does not let a page go somewhere. */
  mayNavigate(url: string, frame: Electron.WebFrameMain, isMainFrame: boolean): boolean {
    if (isMainFrame && this.expected.delete(url)) return true;
    const details = { url, frame, initiator: frame, isMainFrame, isSameDocument: false };
    if (emitPreventable(this, 'will-frame-navigate', details)) return false;
    if (!isMainFrame) return true;
    if (emitPreventable(this, 'will-navigate', details, url)) return false;
    this.wanted = url;
    return true;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  pageOpens(url: string): void {
    const action = this.openHandler?.({
      url,
      frameName: '',
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: this.getURL(), policy: 'strict-origin-when-cross-origin' },
    }).action;
    if (action !== 'deny') console.error(notInStandIn('a window that a page may open').message);
  }

  private receive(frame: Frame, message: PageMessage): unknown {
    const from = { sender: this.electron, senderFrame: webFrameMain(frame) };
    switch (message.kind) {
      case 'invoke':
        return standInIpcMain.invoke(from, message.channel, message.args);
      case 'send':
        standInIpcMain.receive(from, message.channel, message.args);
        return;
      case 'copied':
        setCopied(message.text);
        return;
      case 'key': {
        const { key, code, ctrl, shift, alt, meta, repeat } = message;
        const modifiers = { control: ctrl, shift, alt, meta };
        const input = { type: 'keyDown', key, code, ...modifiers, isAutoRepeat: repeat };
        this.emit('before-input-event', { preventDefault: () => undefined }, input);
        return;
      }
      case 'accelerator':
        clickAccelerator(message.id, this.window);
        return;
      case 'metrics':
        this.window.measured(message);
        return;
      case 'context-menu': {
        const { x, y, editable, selection } = message;
        const params = { x, y, isEditable: editable, selectionText: selection };
        this.emit('context-menu', {}, { ...params, pageURL: this.getURL() });
        return;
      }
    }
  }

  send(channel: string, ...args: unknown[]): void {
    const text = wire.encode({ channel, args });
    this.run(`${pageEnd}?.receive(${JSON.stringify(text)})`);
  }

  getURL(): string {
    return this.opened === undefined ? this.wanted : fromChromium(this.opened.page.url());
  }

  getTitle(): string {
    return this.window.getTitle();
  }

  isDestroyed(): boolean {
    return this.state.destroyed;
  }

  isLoading(): boolean {
    return this.state.loading;
  }

  isCrashed(): boolean {
    return this.state.crashed;
  }

  isFocused(): boolean {
    return this.window.isFocused();
  }

  focus(): void {
    this.window.focus();
  }

  reload(): void {
    const url = this.wanted;
    const again = async () => {
      if (this.opened === undefined) {
        await this.loadURL(url);
        return;
      }
      const { page } = this.opened;
      await this.navigate(this.getURL(), () => page.reload({ timeout: 0 }));
    };
    again().catch(() => undefined);
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  forcefullyCrashRenderer(): void {
    void this.opened?.cdp.send('Page.crash').catch(() => undefined);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.link()).evaluate(code);
  }

  paste(): void {
    this.run(`${pageEnd}?.paste(${JSON.stringify(wire.encode(appClip() ?? {}))})`);
  }

  copy(): void {
    this.run(`document.execCommand('copy')`);
  }

  cut(): void {
    this.run(`document.execCommand('cut')`);
  }

  delete(): void {
    this.run(`document.execCommand('delete')`);
  }

  undo(): void {
    this.run(`document.execCommand('undo')`);
  }

  redo(): void {
    this.run(`document.execCommand('redo')`);
  }

  selectAll(): void {
    this.run(`document.execCommand('selectAll')`);
  }

  startDrag(item: Electron.Item): void {
    record('webContents.startDrag', item);
  }

  getLastWebPreferences(): Electron.WebPreferences {
    return {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      ...this.preferences,
    };
  }

  openDevTools(): void {
    record('webContents.openDevTools');
  }

  closeDevTools(): void {
    record('webContents.closeDevTools');
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  toggleDevTools(): void {
    record('webContents.toggleDevTools');
  }

  setZoomFactor(factor: number): void {
    this.state.zoom = factor;
    this.run(`document.documentElement.style.zoom = ${factor}`);
  }

  getZoomFactor(): number {
    return this.state.zoom;
  }

  setZoomLevel(level: number): void {
    this.setZoomFactor(1.2 ** level);
  }

  getZoomLevel(): number {
    return Math.log(this.state.zoom) / Math.log(1.2);
  }

  get zoomFactor(): number {
    return this.state.zoom;
  }

  get zoomLevel(): number {
    return this.getZoomLevel();
  }

  /** Pages of the stand-in cannot be pinched. */
  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): void {
    this.state.destroyed = true;
    const link = this.opened;
    if (link !== undefined) this.leave(link);
    void link?.page.close().catch(() => undefined);
    this.emit('destroyed');
  }

  async emulateTheme(): Promise<void> {
    await this.opened?.page.emulateMedia(themeMedia());
  }
}
