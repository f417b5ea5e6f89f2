import { randomUUID } from 'node:crypto';
import { Refused, type Reply } from './answers.ts';
import type { Call, Endpoint } from './contract-server.ts';

/**
 * Results that are to be fetched at an address of their own, as from a storage service. It refuses a
 * request that brings a key, as signed addresses of S3 do, so that a client that sends one is seen
 * twice: by the violation and by what its user gets.
 */
export class ResultLinks {
  readonly #results = new Map<string, Reply>();
  readonly #step: string;

  constructor(step: string) {
    this.#step = step;
  }

  /** Keeps a picture and returns its address. */
  add({ origin }: Call, type: string, body: Buffer): string {
    const id = randomUUID();
    this.#results.set(id, { status: 200, headers: { 'content-type': type }, body });
    return `${origin}/results/${id}?expires=3600`;
  }

  readonly endpoint = (): Endpoint => ({
    step: this.#step,
    method: 'GET',
    path: '/results/:id',
    query: ['expires'],
    keyless: true,
    answer: ({ seen, params }) => {
      if (seen.headers['authorization'] !== undefined) {
        throw new Refused({ status: 400, body: 'Only one way to authenticate is allowed' });
      }
      return this.#results.get(params['id'] ?? '') ?? { status: 404, body: 'Not found' };
    },
  });
}
