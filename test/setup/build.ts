import { createBuilder } from 'vite';

/** Builds Offcut once, because the tests that follow start its real processes. */
export async function setup(): Promise<void> {
  const builder = await createBuilder({ logLevel: 'warn' });
  await builder.buildApp();
}
