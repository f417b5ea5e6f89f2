import { resolveModel } from '../../src/core/models/resolve.ts';

/** Prepares the default model once, before several processes would want it at the same time. */
export async function setup(): Promise<void> {
  await resolveModel('auto');
}
