/**
 * Chromium lets a page navigate and fetch only on schemes that it was built with. So a page of a
 * scheme that the app registered as standard is served from an origin of its own that counts as
 * secure, and everything that the app sees of it is translated back:
 * `app://offcut/index.html` <-> `http://offcut.app.localhost/index.html`.
 */
const standard = new Set<string>();

export function serveFromOrigin(scheme: string): void {
  standard.add(scheme);
}

/** `app://offcut/a` as Chromium is given it; any other URL as it is. */
export function toChromium(url: string): string {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || host === undefined || !standard.has(scheme.toLowerCase())) return url;
  const place = rest === undefined || !rest.startsWith('/') ? `/${rest ?? ''}` : rest;
  return `http://${host}.${scheme.toLowerCase()}.localhost${place}`;
}

export function fromChromium(url: string): string {
  const [, host, scheme, rest] =
    /^http:\/\/([^/?#]+)\.([^./?#]+)\.localhost(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || host === undefined || !standard.has(scheme)) return url;
  return `${scheme}://${host}${rest ?? ''}`;
}

/** The serialised origin of a URL, of the app's own schemes too. */
export function originOf(url: string): string {
  const [, origin, scheme] = /^(([a-z][a-z0-9+.-]*):\/\/[^/?#]*)/i.exec(url) ?? [];
  if (origin !== undefined && scheme !== undefined && standard.has(scheme)) return origin;
  try {
    return new URL(url).origin;
  } catch {
    return 'null';
  }
}

/** A policy may name the app's schemes (`app:`, `app://offcut`); Chromium has to know the origins. */
export function policyToChromium(policy: string): string {
  return policy.replaceAll(/[^\s;]+/g, (word) => {
    const scheme = word.endsWith(':') ? word.slice(0, -1) : '';
    if (standard.has(scheme)) return `http://*.${scheme}.localhost`;
    const origin = toChromium(word);
    // Without a path of its own, it is the whole origin.
    return /^[^/]+:\/\/[^/]+$/.test(word) && origin !== word ? origin.slice(0, -1) : origin;
  });
}
