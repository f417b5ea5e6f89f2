import { z } from 'zod';

/** The most that are taken out of one text; more is no list of pictures. */
const MOST = 1_000;
const address = z.url({ protocol: /^https?$/i });

/**
 * The web addresses in a text that is nothing but addresses, one a line; lines of a
 * `text/uri-list` that begin with `#` are remarks (RFC 2483).
 */
export function webAddresses(text: string): readonly string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const isAddress = (line: string) => address.safeParse(line).success;
  return lines.every(isAddress) ? lines.slice(0, MOST) : [];
}
