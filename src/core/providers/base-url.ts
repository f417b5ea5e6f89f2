import { OffcutError } from '../../shared/errors.ts';
import { isLoopback } from '../../shared/loopback.ts';

/**
 * Reads the address that a provider's calls begin with. Keys are sent to it, so it has to be https,
 * but for servers on this machine.
 * @throws OffcutError `provider-no-address`
 */
export function parseBaseUrl(provider: string, text: string | null): URL {
  const invalid = (reason: string) => new OffcutError('provider-no-address', { provider, reason });
  if (text === null || text.trim() === '') throw invalid('none is documented');
  if (!URL.canParse(text)) throw invalid('it is no web address');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw invalid('it holds a user name or password');
  if (url.search !== '' || url.hash !== '') throw invalid('it ends in a query');
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  if (!isSafe) throw invalid('it has to begin with https://');
  return url;
}

/** An address below the base, such as `/images?take=1`. */
export const below = (base: URL, path: string): URL =>
  new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`);
