import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Addresses on this server that work without a key, for whoever has them: signed, and for a while.
 * A client passes them to what shows pictures, which sends no key.
 */
export class Links {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /**
   * @param base what the client calls this server, such as `http://127.0.0.1:7420`
   * @param path from the root, without a query
   * @param until ms since 1970
   */
  sign(base: string, path: string, until: number): string {
    const expires = Math.floor(until / 1000);
    return `${base}${path}?expires=${expires}&signature=${this.#signature(path, expires)}`;
  }

  /** Whether a link to this path was signed here and is still good. */
  isGood(path: string, query: unknown): boolean {
    if (typeof query !== 'object' || query === null) return false;
    const { expires, signature } = query as Record<string, unknown>;
    if (typeof expires !== 'string' || typeof signature !== 'string') return false;
    if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < Date.now()) return false;
    const expected = Buffer.from(this.#signature(path, Number(expires)));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #signature(path: string, expires: number): string {
    return createHmac('sha256', this.#secret).update(`${path}\n${expires}`).digest('base64url');
  }
}
