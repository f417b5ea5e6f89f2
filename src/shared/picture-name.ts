import type { JobSource } from './queue.ts';

/** The host, without who asks and the port, and the path of an address (RFC 3986, appendix B). */
const ADDRESS = /^https?:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::\d*)?([^?#]*)/i;
const DRIVE = /^[a-z]:$/i;

const lastPart = (path: string, separator: RegExp): string | undefined =>
  path.split(separator).findLast((part) => part !== '');

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that stands for itself.
    return part;
  }
}

/**
 * What people call what lies at a place: its file's name, or the last part of its web address as
 * they read it, and where there is none, the host. A root is called by its path.
 * @param place an absolute path of any system, or an http(s) address
 */
export function pictureName(place: string): string {
  const [, host, pathname] = ADDRESS.exec(place) ?? [];
  if (host !== undefined && pathname !== undefined) {
    const last = lastPart(pathname, /\//);
    return last === undefined ? host : decoded(last);
  }
  // Where paths begin with a slash, a backslash is a sign like any other.
  const last = lastPart(place, place.startsWith('/') ? /\// : /[\\/]/);
  return last === undefined || DRIVE.test(last) ? place : last;
}

/** What people call the picture of a job. */
export const jobName = (source: JobSource): string =>
  pictureName(source.kind === 'file' ? source.path : source.url);
