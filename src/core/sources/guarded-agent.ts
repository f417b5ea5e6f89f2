import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { OffcutError } from '../../shared/errors.ts';
import { isPublicAddress } from './public-address.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host name. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface AddressGuard {
  /** Stands in for the system's resolver in tests. */
  readonly lookup?: Lookup;
  /** Which IP addresses may be connected to; public ones by default. */
  readonly allowAddress?: (address: string) => boolean;
  /** Whose certificates are trusted, in PEM, in place of those that Node.js trusts; for tests. */
  readonly ca?: string;
}

export interface AgentLimits {
  /** Milliseconds to connect, and between two bytes. */
  readonly idleMs: number;
  /** Closes all connections; a request's own signal does nothing until it is connected. */
  readonly signal: AbortSignal;
}

const lookupAll: Lookup = (hostname) => systemLookup(hostname, { all: true });

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

function check(host: string, address: string, { allowAddress = isPublicAddress }: AddressGuard) {
  if (!allowAddress(address)) throw new OffcutError('url-forbidden-address', { host, address });
}

/**
 * The addresses that a host leads to, all of which are allowed.
 * @param hostname of a URL
 * @throws OffcutError `url-forbidden-address`; what the look-up of its name throws
 */
export async function allowedAddresses(
  hostname: string,
  guard: AddressGuard,
): Promise<readonly [ResolvedAddress, ...ResolvedAddress[]]> {
  const { lookup = lookupAll } = guard;
  const host = bare(hostname);
  const family = isIP(host);
  const [first, ...rest] = family === 0 ? await lookup(host) : [{ address: host, family }];
  if (first === undefined) throw new Error(`${host} has no address`);
  for (const { address } of [first, ...rest]) check(host, address, guard);
  return [first, ...rest];
}

/**
 * An undici agent that connects to allowed addresses only. The check sits where the socket is
 * opened, and the socket takes the very addresses that were checked: a name that changes its
 * address between check and connection gains nothing, and no redirect gets around it. A name with
 * even one forbidden address is refused. The system's proxy settings are not used, because a proxy
 * would look the name up again.
 */
export function guardedAgent(guard: AddressGuard, { idleMs, signal }: AgentLimits): Agent {
  const guardedLookup: LookupFunction = (hostname, { all }, callback) => {
    allowedAddresses(hostname, guard).then(
      (addresses) => {
        if (all) callback(null, [...addresses]);
        else callback(null, addresses[0].address, addresses[0].family);
      },
      (error: unknown) => {
        callback(asError(error), []);
      },
    );
  };

  const { ca } = guard;
  const trust = ca === undefined ? {} : { ca };
  const connect = buildConnector({ lookup: guardedLookup, timeout: idleMs, signal, ...trust });
  return new Agent({
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    connect: (options, callback) => {
      // A host that is an address already is never looked up.
      const host = bare(options.hostname);
      try {
        if (isIP(host) !== 0) check(host, host, guard);
      } catch (error) {
        callback(asError(error), null);
        return;
      }
      connect(options, callback);
    },
  });
}
