import { setTimeout as sleep } from 'node:timers/promises';
import { OffcutError } from '../../src/shared/errors.ts';
import type { Before } from './setting.ts';

/** An engine that is at a picture until that is cancelled. */
export const forever: Before = (_, { signal }) =>
  sleep(60_000, undefined, signal && { signal }).catch(() => {
    throw new OffcutError('cancelled');
  });
