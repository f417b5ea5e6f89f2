import { ensureBrowser } from '../host/chromium/find-browser.ts';
import { findElectron } from '../host/electron.ts';

/** The desktop's tests need Electron, or a browser for its stand-in. */
export function setup(): void {
  if (findElectron() === undefined) ensureBrowser();
}
