import { protocol } from 'electron';

/** The page's own scheme and origin, and the scheme of pictures. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://offcut';
export const MEDIA_SCHEME = 'offcut-media';

/** To be called before the app is ready, as Electron asks. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
    { scheme: MEDIA_SCHEME, privileges: { secure: true, stream: true } },
  ]);
}

/** What every answer says, whatever it is. */
export const commonHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-site',
} as const;

export const notFound = (why = 'not found'): Response =>
  new Response(why, { status: 404, headers: { ...commonHeaders, 'Content-Type': 'text/plain' } });
