import { spawn } from 'node:child_process';
import { asElectron, StandInEmitter, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import { record } from './recorded.ts';
import { headless } from './runtime.ts';

/** What an app shows outside its windows; recorded, for there is no desktop to show it on. */
class StandInShell implements Offered<Electron.Shell> {
  openExternal(url: string): Promise<void> {
    record('shell.openExternal', url);
    if (!headless && process.platform === 'linux') {
      spawn('xdg-open', [url], { detached: true, stdio: 'ignore' })
        .on('error', () => undefined)
        .unref();
    }
    return Promise.resolve();
  }

  openPath(file: string): Promise<string> {
    record('shell.openPath', file);
    return Promise.resolve('');
  }

  showItemInFolder(file: string): void {
    record('shell.showItemInFolder', file);
  }

  trashItem(file: string): Promise<void> {
    record('shell.trashItem', file);
    return Promise.resolve();
  }

  beep(): void {
    record('shell.beep');
  }
}

class StandInTray extends StandInEmitter implements Offered<Electron.Tray> {
  private destroyed = false;

  constructor(image: Electron.NativeImage | string) {
    super('Tray', 'tray');
    record('tray.new', this, image);
  }

  setContextMenu(menu: Electron.Menu | null): void {
    record('tray.setContextMenu', menu);
  }

  setToolTip(text: string): void {
    record('tray.setToolTip', text);
  }

  setTitle(text: string): void {
    record('tray.setTitle', text);
  }

  setImage(image: Electron.NativeImage | string): void {
    record('tray.setImage', image);
  }

  popUpContextMenu(menu?: Electron.Menu): void {
    record('tray.popUpContextMenu', menu);
  }

  destroy(): void {
    this.destroyed = true;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }
}

class StandInNotification extends StandInEmitter implements Offered<Electron.Notification> {
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super('Notification', 'notification');
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    record('notification.show', this);
    this.emit('show', {});
  }

  close(): void {
    this.emit('close', {});
  }
}

export type { StandInShell, StandInTray, StandInNotification };
export const shell = asElectron<Electron.Shell>(strict('shell', new StandInShell()));
export const Tray = asElectron<typeof Electron.Tray>(strict('Tray', StandInTray));
export const Notification = asElectron<typeof Electron.Notification>(
  strict('Notification', StandInNotification),
);
