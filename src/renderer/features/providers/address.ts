import { isLoopback } from '../../../shared/loopback.ts';

/**
 * Whether a provider's calls can begin with it; the main process has the last word. Keys are sent
 * there, so it is encrypted, unless it is on this computer.
 */
export function isProviderAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}
