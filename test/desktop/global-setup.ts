import { setup as findBrowser } from '../setup/browser.ts';
import { setup as build } from '../setup/build.ts';
import { setup as prepareModels } from '../setup/models.ts';

/** What Vitest's projects have each by itself. The browser first: without one the rest is in vain. */
export default async function globalSetup(): Promise<void> {
  findBrowser();
  await build();
  await prepareModels();
}
