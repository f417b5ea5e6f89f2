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

/**
 * An undici agent that connects to allowed addresses only. The check sits where the socket is
 * opened, and the socket takes the very addresses that were checked: a name that changes its
 * address between check and connection gains nothing, and no redirect gets around it. A name with
 * even one forbidden address is refused. The system's proxy settings are not used, because a proxy
 * would look the name up again.
 */
export function guardedAgent(
  { lookup = lookupAll, allowAddress = isPublicAddress }: AddressGuard,
  { idleMs, signal }: AgentLimits,
): Agent {
  const check = (host: string, address: string) => {
    if (!allowAddress(address)) throw new OffcutError('url-forbidden-address', { host, address });
  };

  const resolve = async (hostname: string) => {
    const addresses = await lookup(hostname);
    for (const { address } of addresses) check(hostname, address);
    const [first] = addresses;
    if (first === undefined) throw new Error(`${hostname} has no address`);
    return { first, all: [...addresses] };
  };

  const guardedLookup: LookupFunction = (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        if (all) callback(null, addresses.all);
        else callback(null, addresses.first.address, addresses.first.family);
      },
      (error: unknown) => {
        callback(asError(error), []);
      },
    );
  };

  const connect = buildConnector({ lookup: guardedLookup, timeout: idleMs, signal });
  return new Agent({
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    connect: (options, callback) => {
      // A host that is an address already is never looked up.
      const host = options.hostname.replace(/^\[|\]$/g, '');
      try {
        if (isIP(host) !== 0) check(host, host);
      } catch (error) {
        callback(asError(error), null);
        return;
      }
      connect(options, callback);
    },
  });
}
