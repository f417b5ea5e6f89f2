import { app } from './app.ts';
import { StandInBrowserWindow } from './browser-window.ts';
import { clipboard, ClipboardItem } from './clipboard.ts';
import { Notification, shell, Tray } from './desktop.ts';
import { dialog } from './dialog.ts';
import { asElectron } from './emitter.ts';
import { ipcMain } from './ipc-main.ts';
import { StandInMenu, StandInMenuItem } from './menu.ts';
import { nativeImage } from './native-image.ts';
import { net } from './net.ts';
import { strict } from './not-in-stand-in.ts';
import { protocol } from './protocol.ts';
import { safeStorage } from './safe-storage.ts';
import { session } from './session.ts';
import {
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  screen,
  systemPreferences,
} from './system.ts';
import { utilityProcess } from './utility-process.ts';

/** What `import … from 'electron'` gives the app's main bundle in the stand-in. */
export const electronModule = strict('electron', {
  app,
  BrowserWindow: asElectron<typeof Electron.BrowserWindow>(
    strict('BrowserWindow', StandInBrowserWindow),
  ),
  clipboard,
  ClipboardItem,
  dialog,
  ipcMain,
  Menu: asElectron<typeof Electron.Menu>(strict('Menu', StandInMenu)),
  MenuItem: asElectron<typeof Electron.MenuItem>(strict('MenuItem', StandInMenuItem)),
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
  utilityProcess,
});
