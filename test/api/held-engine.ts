import { setTimeout as sleep } from 'node:timers/promises';
import { OffcutError } from '../../src/shared/errors.ts';
import type { Before } from './setting.ts';

/** An engine that is at a picture until that is cancelled. */
export const forever: Before = (_, { signal }) =>
  sleep(60_000, undefined, signal && { signal }).catch(() => {
    throw new OffcutError('cancelled');
  });

/** An engine that is at its pictures until a test lets it go on. */
export function held() {
  let go: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    go = resolve;
  });
  return { before: () => released, go };
}

/** Sends three requests to a server that lets one wait; that one ends once the others are answered. */
export async function crowd<T>(send: () => Promise<T>, go: () => void): Promise<readonly T[]> {
  let answered = 0;
  const one = async () => {
    const answer = await send();
    answered++;
    if (answered === 2) go();
    return answer;
  };
  return Promise.all([one(), one(), one()]);
}
