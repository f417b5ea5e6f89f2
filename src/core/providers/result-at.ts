import { isSuccess, pictureOf, refused } from './answers.ts';
import { isLoopback } from '../../shared/server-address.ts';
import { ProviderFailure } from './failure.ts';
import type { ProviderContext } from './provider.ts';

/**
 * Fetches a cutout from where a provider says that it lies, which may be anybody's server: the key
 * does not go there.
 * @throws ProviderFailure; OffcutError `cancelled`
 */
export async function resultAt(
  provider: string,
  address: string,
  { base, call, signal, attempt }: ProviderContext,
): Promise<Buffer> {
  const unusable = (reason: string) => new ProviderFailure('bad_response', { provider, reason });
  if (!URL.canParse(address, base.href)) throw unusable('the address of its result is none');
  const url = new URL(address, base.href);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(base));
  if (!isSafe) throw unusable('the address of its result does not begin with https://');
  if (isLoopback(url) && !isLoopback(base))
    throw unusable('its result is said to lie on this machine');
  const headers = { accept: 'image/*' };
  const answer = await attempt(async () => {
    const given = await call({ provider, method: 'GET', url, headers, signal });
    if (isSuccess(given)) return given;
    // A link that is refused is no matter of the key.
    throw refused(provider, given, '', given.status < 500 ? { class: 'bad_response' } : {});
  });
  return pictureOf(provider, answer);
}
