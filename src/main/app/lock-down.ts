import { app, session, type WebContents } from 'electron';
import type { Log } from '../log/log.ts';
import { APP_ORIGIN, APP_SCHEME, MEDIA_SCHEME } from '../protocol/schemes.ts';

/** Schemes that a page may load from; those of developer tools and blobs are Chromium's own. */
const ownSchemes: ReadonlySet<string> = new Set([
  `${APP_SCHEME}:`,
  `${MEDIA_SCHEME}:`,
  'devtools:',
  'blob:',
]);

/**
 * Whether a window may show it: our page, and no other file of ours in its place. Parsed, never
 * compared by how it begins.
 */
export function isOwnPage(address: string, devServer: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, origin, pathname } = new URL(address);
  if (`${protocol}//${host}` === APP_ORIGIN) return ['/', '/index.html'].includes(pathname);
  return devServer !== undefined && origin === new URL(devServer).origin;
}

/** Whether anything may be loaded from there. */
export function mayLoad(address: string, devServer: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  if (ownSchemes.has(protocol)) return true;
  return (
    devServer !== undefined &&
    ['http:', 'ws:'].includes(protocol) &&
    host === new URL(devServer).host
  );
}

function guard(contents: WebContents, log: Log, devServer: string | undefined): void {
  const stay = (event: { preventDefault: () => void; url: string }) => {
    if (isOwnPage(event.url, devServer)) return;
    event.preventDefault();
    log.warn(`going to ${event.url} was refused`);
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    log.warn(`opening ${url} was refused`);
    return { action: 'deny' };
  });
}

/**
 * Shuts every window off from the web: it goes nowhere, opens and saves nothing, gets no permission,
 * and what it loads is ours. To be called once, when the app is ready.
 */
export function lockDown(log: Log, devServer: string | undefined): void {
  app.on('web-contents-created', (_event, contents) => {
    guard(contents, log, devServer);
  });
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn(`the permission ${permission} was refused`);
    answer(false);
  });
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event, item) => {
    event.preventDefault();
    log.warn(`saving ${item.getURL()} was refused`);
  });
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !mayLoad(url, devServer) });
  });
}
