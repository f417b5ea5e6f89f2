import { OffcutError } from '../../shared/errors.ts';

/**
 * Reads an address that may be fetched from, relative to `base` where there is one.
 * @throws OffcutError `url-invalid`, `url-with-credentials`
 */
export function parseWebUrl(text: string, base?: string): URL {
  if (!URL.canParse(text, base)) throw new OffcutError('url-invalid', { url: text });
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OffcutError('url-invalid', { url: text });
  }
  if (url.username !== '' || url.password !== '') {
    throw new OffcutError('url-with-credentials', { host: url.host });
  }
  return url;
}
