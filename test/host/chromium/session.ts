import type { BrowserContext, CDPSession } from 'playwright-core';
import { asElectron, StandInEmitter, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import { protocol } from './protocol.ts';
import { StandInWebRequest } from './web-request.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];

/** Electron's names of permissions, and what Chromium's debugging protocol calls them. */
const permissions = [
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['midi', { name: 'midi' }],
  ['midiSysex', { name: 'midi', sysex: true }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write' }],
  ['idle-detection', { name: 'idle-detection' }],
  ['storage-access', { name: 'storage-access' }],
  ['window-management', { name: 'window-management' }],
] as const;
type Permission = (typeof permissions)[number][0];

/** Chromium forgets the answers with the connection that has given them, so that stays. */
const sessions = new WeakMap<BrowserContext, Promise<CDPSession>>();
function permissionSession(context: BrowserContext): Promise<CDPSession> {
  const known = sessions.get(context);
  if (known !== undefined) return known;
  const opened = context.browser()?.newBrowserCDPSession();
  if (opened === undefined) throw new Error('a context of its own has a browser');
  sessions.set(context, opened);
  return opened;
}

export class StandInSession extends StandInEmitter implements Offered<Electron.Session> {
  readonly webRequest = asElectron<Electron.WebRequest>(new StandInWebRequest());
  readonly protocol = protocol;
  private requestHandler: RequestHandler = null;
  private checkHandler: CheckHandler = null;

  constructor() {
    super('Session', 'session');
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler;
  }

  /** Pages get no device in the stand-in, whatever a handler says. */
  setDevicePermissionHandler(): void {
    return;
  }

  setSpellCheckerEnabled(): void {
    return;
  }

  clearCache(): Promise<void> {
    return Promise.resolve();
  }

  clearStorageData(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Asks the app's handlers beforehand about everything that a page could ask for, and has
   * Chromium answer the page so: its own question cannot be answered from outside.
   */
  async settlePermissions(
    context: BrowserContext,
    contents: Electron.WebContents,
    origin: string,
    requestingUrl: string,
  ): Promise<void> {
    const session = await permissionSession(context);
    const decided = permissions.map(async ([permission, descriptor]) => {
      const granted = await this.decide(contents, permission, requestingUrl);
      const setting = granted ? 'granted' : 'denied';
      await session.send('Browser.setPermission', { permission: descriptor, setting, origin });
    });
    await Promise.all(decided);
  }

  private decide(
    contents: Electron.WebContents,
    permission: Permission,
    requestingUrl: string,
  ): Promise<boolean> {
    const { requestHandler, checkHandler } = this;
    const details = { isMainFrame: true, requestingUrl };
    const origin = new URL(requestingUrl).origin;
    if (checkHandler !== null && !checkHandler(contents, permission, origin, details)) {
      return Promise.resolve(false);
    }
    if (requestHandler === null) return Promise.resolve(true);
    return new Promise((resolve) => {
      requestHandler(contents, permission, resolve, details);
    });
  }
}

export const defaultSession = new StandInSession();
export const session = strict('session', {
  defaultSession: asElectron<Electron.Session>(defaultSession),
});
/** The same object, with what the stand-in itself asks of it. */
export const webRequest = defaultSession.webRequest as unknown as StandInWebRequest;
