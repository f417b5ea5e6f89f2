import type { KeyRing } from '../keys/key-ring.ts';

/** What is said of the credits of a key that has no quota, where it has to be a number. */
export const UNLIMITED = 1_000_000_000;

export const creditsLeft = (keys: KeyRing, id: string): number => keys.remaining(id) ?? UNLIMITED;
