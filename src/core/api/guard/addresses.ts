import { BlockList, isIP } from 'node:net';
import { OffcutError } from '../../../shared/errors.ts';
import { ApiFailure } from '../failure.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * @throws OffcutError `api-address-refused`: others could reach it, and that was not asked for, or
 *   what they send could be read on the way
 */
export function checkListening(
  host: string,
  { allowRemote, encrypted }: { readonly allowRemote: boolean; readonly encrypted: boolean },
): void {
  if (isLoopback(host)) return;
  const refused = (reason: string) => new OffcutError('api-address-refused', { host, reason });
  if (!allowRemote) throw refused('others could reach it; allow that with --allow-remote');
  if (!encrypted) throw refused('others could read along; give --tls-cert and --tls-key');
}

const ownNames = ['localhost', '127.0.0.1', '[::1]'];

/** The name in a Host header, without its port; undefined: it is none. */
function nameIn(host: string): string | undefined {
  const url = `http://${host}/`;
  if (!URL.canParse(url) || /[/?#@\\]/.test(host)) return undefined;
  return new URL(url).hostname;
}

export interface RequestAddresses {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly encrypted: boolean;
}

/**
 * Refuses what a page in a browser may send here without its user's knowledge: requests of other
 * origins, and those to a name that the page's own server lets lead here (DNS rebinding).
 * @param names which the server has beside those of this machine
 */
export function requestGuard(
  names: readonly string[],
): (addresses: RequestAddresses) => ApiFailure | undefined {
  const known = new Set(
    [...ownNames, ...names].flatMap((name) => nameIn(isIP(name) === 6 ? `[${name}]` : name) ?? []),
  );
  const refused = (message: string) => new ApiFailure('origin', message);
  return ({ host, origin, encrypted }) => {
    const name = host === undefined ? undefined : nameIn(host);
    if (name === undefined || !known.has(name)) {
      return refused('This server does not go by that name.');
    }
    const own = `${encrypted ? 'https' : 'http'}://${host ?? ''}`;
    if (origin !== undefined && origin.toLowerCase() !== own.toLowerCase()) {
      return refused('Pages of other origins may not use this server.');
    }
    return undefined;
  };
}
