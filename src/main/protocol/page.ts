import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { commonHeaders, MEDIA_SCHEME, notFound } from './schemes.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

/** Nothing but the page's own files runs or is shown, and the page asks nobody for anything. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  `img-src 'self' ${MEDIA_SCHEME}: blob:`,
  "connect-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Answers for the page's files: those that were in the folder when it was looked at, by their exact
 * names. No path is ever made of what is asked for.
 * @param folder the built page
 */
export async function servePage(folder: string): Promise<(request: Request) => Promise<Response>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [`/${path.relative(folder, file).split(path.sep).join('/')}`, file] as const;
      }),
  );
  return async ({ url, method }) => {
    const { host, pathname } = new URL(url);
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    if (host !== 'offcut' || method !== 'GET' || file === undefined) return notFound();
    return new Response(await readFile(file), {
      headers: {
        ...commonHeaders,
        'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': contentSecurityPolicy,
        'Referrer-Policy': 'no-referrer',
        'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
      },
    });
  };
}
