import type { StandInApp } from '../chromium/app.ts';
import type { StandInBrowserWindow } from '../chromium/browser-window.ts';
import type { StandInClipboard, StandInClipboardItem } from '../chromium/clipboard.ts';
import type { StandInCommandLine } from '../chromium/command-line.ts';
import type { StandInNotification, StandInShell, StandInTray } from '../chromium/desktop.ts';
import type { StandInDialog } from '../chromium/dialog.ts';
import type { StandInDownloadItem } from '../chromium/download-item.ts';
import type { electronModule } from '../chromium/electron-module.ts';
import type { StandInIpcMain } from '../chromium/ipc-main.ts';
import type { StandInMenu, StandInMenuItem } from '../chromium/menu.ts';
import type { StandInNativeImage, StandInNativeImages } from '../chromium/native-image.ts';
import type { StandInNet } from '../chromium/net.ts';
import type { RendererModule } from '../chromium/page/bridge.ts';
import type { StandInProcess } from '../chromium/process.ts';
import type { StandInProtocol } from '../chromium/protocol.ts';
import type { StandInSafeStorage } from '../chromium/safe-storage.ts';
import type { StandInSession } from '../chromium/session.ts';
import type {
  StandInDisplay,
  StandInNativeTheme,
  StandInPowerMonitor,
  StandInPowerSaveBlocker,
  StandInScreen,
  StandInSystemPreferences,
} from '../chromium/system.ts';
import type { StandInUtilityProcess } from '../chromium/utility-process.ts';
import type { StandInWebContents } from '../chromium/web-contents.ts';
import type { StandInWebFrameMain } from '../chromium/web-frame-main.ts';
import type { StandInWebRequest } from '../chromium/web-request.ts';

/** What the stand-in has for each class and interface of electron.d.ts. */
export interface Implemented {
  App: StandInApp;
  // Electron declares most of a window there.
  BaseWindow: StandInBrowserWindow;
  BrowserWindow: StandInBrowserWindow;
  Clipboard: StandInClipboard;
  ClipboardItem: StandInClipboardItem;
  CommandLine: StandInCommandLine;
  ContextBridge: RendererModule['contextBridge'];
  Dialog: StandInDialog;
  Display: StandInDisplay;
  DownloadItem: StandInDownloadItem;
  IpcMain: StandInIpcMain;
  IpcRenderer: RendererModule['ipcRenderer'];
  Menu: StandInMenu;
  MenuItem: StandInMenuItem;
  NativeImage: StandInNativeImage;
  NativeTheme: StandInNativeTheme;
  Net: StandInNet;
  Notification: StandInNotification;
  PowerMonitor: StandInPowerMonitor;
  PowerSaveBlocker: StandInPowerSaveBlocker;
  Process: StandInProcess;
  Protocol: StandInProtocol;
  SafeStorage: StandInSafeStorage;
  Screen: StandInScreen;
  Session: StandInSession;
  Shell: StandInShell;
  SystemPreferences: StandInSystemPreferences;
  Tray: StandInTray;
  UtilityProcess: StandInUtilityProcess;
  WebContents: StandInWebContents;
  WebFrameMain: StandInWebFrameMain;
  WebRequest: StandInWebRequest;
  WebUtils: RendererModule['webUtils'];
}

/** The same for what classes themselves have. */
export interface ImplementedStatics {
  BrowserWindow: typeof StandInBrowserWindow;
  Menu: typeof StandInMenu;
  NativeImage: StandInNativeImages;
  Notification: typeof StandInNotification;
  Session: Pick<typeof Electron.Session, 'defaultSession'>;
  UtilityProcess: Pick<typeof Electron.UtilityProcess, 'fork'>;
}

export type ImplementedModule = typeof electronModule & RendererModule;
