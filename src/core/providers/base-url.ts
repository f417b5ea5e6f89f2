import { OffcutError } from '../../shared/errors.ts';
import { serverAddressProblem } from '../../shared/server-address.ts';

/**
 * Reads the address that a provider's calls begin with.
 * @throws OffcutError `provider-no-address`
 */
export function parseBaseUrl(provider: string, text: string | null): URL {
  const invalid = (reason: string) => new OffcutError('provider-no-address', { provider, reason });
  if (text === null || text.trim() === '') throw invalid('none is documented');
  if (!URL.canParse(text)) throw invalid('it is no web address');
  const url = new URL(text);
  const problem = serverAddressProblem(url);
  if (problem !== undefined) throw invalid(problem);
  return url;
}

/** An address below the base, such as `/images?take=1`. */
export const below = (base: URL, path: string): URL =>
  new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`);
