import { build } from 'vite';

/** Builds Offcut once, because the tests that follow start its real processes. */
export async function setup(): Promise<void> {
  await build({ logLevel: 'warn' });
}
