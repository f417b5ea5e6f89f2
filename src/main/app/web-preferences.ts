import path from 'node:path';
import type { WebPreferences } from 'electron';
import { packageRoot } from '../../core/paths.ts';

/** How every window of Offcut is shut off; said in full, though most of it is the default. */
export const webPreferences = (): WebPreferences => ({
  preload: path.join(packageRoot(), 'dist', 'preload.cjs'),
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
});
