import { app, BrowserWindow } from 'electron';

// The least that an app does in this host: a window, and a page with something to see.
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once('ready-to-show', () => window.show());
  return window.loadURL('data:text/html,<h1>Bare</h1>');
});
