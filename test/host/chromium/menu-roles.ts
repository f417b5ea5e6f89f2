import type { StandInBrowserWindow } from './browser-window.ts';
import { notInStandIn } from './not-in-stand-in.ts';
import { lifecycle } from './registry.ts';

export interface Role {
  readonly label: string;
  readonly accelerator?: string;
  /** Chromium does it by itself when the keys are pressed. */
  readonly native?: true;
  readonly run?: (
    window: StandInBrowserWindow | undefined,
    contents: Electron.WebContents | undefined,
  ) => void;
}

type Contents = StandInBrowserWindow['webContents'];
const edit = (label: string, accelerator: string, run: (contents: Contents) => void): Role => ({
  label,
  accelerator,
  native: true,
  run: (window) => {
    if (window !== undefined) run(window.webContents);
  },
});
const view = (
  label: string,
  accelerator: string,
  run: (window: StandInBrowserWindow) => void,
): Role => ({
  label,
  accelerator,
  run: (window) => {
    if (window !== undefined) run(window);
  },
});
const title = (label: string): Role => ({ label });

/** Labels and keys as in electron/lib/browser/api/menu-item-roles.ts, by role in lower case. */
const roles: Readonly<Record<string, Role>> = {
  about: title('About'),
  undo: edit('Undo', 'CommandOrControl+Z', (contents) => {
    contents.undo();
  }),
  redo: edit(
    'Redo',
    process.platform === 'win32' ? 'Control+Y' : 'Shift+CommandOrControl+Z',
    (contents) => {
      contents.redo();
    },
  ),
  cut: edit('Cut', 'CommandOrControl+X', (contents) => {
    contents.cut();
  }),
  copy: edit('Copy', 'CommandOrControl+C', (contents) => {
    contents.copy();
  }),
  paste: edit('Paste', 'CommandOrControl+V', (contents) => {
    contents.paste();
  }),
  delete: {
    label: 'Delete',
    run: (window) => {
      window?.webContents.delete();
    },
  },
  selectall: edit('Select All', 'CommandOrControl+A', (contents) => {
    contents.selectAll();
  }),
  reload: view('Reload', 'CommandOrControl+R', (window) => {
    window.webContents.reload();
  }),
  forcereload: view('Force Reload', 'Shift+CommandOrControl+R', (window) => {
    window.webContents.reloadIgnoringCache();
  }),
  toggledevtools: view(
    'Toggle Developer Tools',
    process.platform === 'darwin' ? 'Alt+Command+I' : 'Control+Shift+I',
    (window) => {
      window.webContents.toggleDevTools();
    },
  ),
  resetzoom: view('Actual Size', 'CommandOrControl+0', (window) => {
    window.webContents.setZoomLevel(0);
  }),
  zoomin: view('Zoom In', 'CommandOrControl+Plus', (window) => {
    window.webContents.setZoomLevel(window.webContents.getZoomLevel() + 0.5);
  }),
  zoomout: view('Zoom Out', 'CommandOrControl+-', (window) => {
    window.webContents.setZoomLevel(window.webContents.getZoomLevel() - 0.5);
  }),
  togglefullscreen: view(
    'Toggle Full Screen',
    process.platform === 'darwin' ? 'Control+Command+F' : 'F11',
    (window) => {
      window.setFullScreen(!window.isFullScreen());
    },
  ),
  minimize: view('Minimize', 'CommandOrControl+M', (window) => {
    window.minimize();
  }),
  close: view(
    process.platform === 'darwin' ? 'Close Window' : 'Close',
    'CommandOrControl+W',
    (window) => {
      window.close();
    },
  ),
  quit: {
    label: process.platform === 'win32' ? 'Exit' : 'Quit',
    ...(process.platform === 'win32' ? {} : { accelerator: 'CommandOrControl+Q' }),
    run: () => {
      lifecycle.emit('quit');
    },
  },
  zoom: title('Zoom'),
  front: title('Bring All to Front'),
  window: title('Window'),
  help: title('Help'),
  services: title('Services'),
  hide: title('Hide'),
  hideothers: title('Hide Others'),
  unhide: title('Show All'),
  appmenu: title('App'),
  filemenu: title('File'),
  editmenu: title('Edit'),
  viewmenu: title('View'),
  windowmenu: title('Window'),
  recentdocuments: title('Open Recent'),
  clearrecentdocuments: title('Clear Menu'),
};

export function roleOf(role: string | undefined): Role | undefined {
  if (role === undefined) return undefined;
  const found = roles[role.toLowerCase()];
  if (found === undefined) throw notInStandIn(`menu role '${role}'`);
  return found;
}
