import { allowedAddresses, type AddressGuard } from '../../sources/guarded-agent.ts';
import { parseWebUrl } from '../../sources/web-url.ts';

/**
 * An address that may be told of a job, in its one notation; undefined: it is none. It begins with
 * https://, carries no password, and leads to the public internet, as far as can be told now: the
 * connection is checked again when it is made.
 */
export async function webhookAddress(
  text: string,
  guard: AddressGuard,
): Promise<string | undefined> {
  try {
    // It turns numbers in all notations into addresses: 2130706433, 0x7f.1, 0177.0.0.1.
    const url = parseWebUrl(text);
    if (url.protocol !== 'https:') return undefined;
    await allowedAddresses(url.hostname, guard);
    return url.href;
  } catch {
    return undefined;
  }
}
