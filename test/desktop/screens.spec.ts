import { AxeBuilder } from '@axe-core/playwright';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, openDesktop, test } from './desktop.ts';
import { startTour, tour } from './tour.ts';

/** `npm run screenshots` takes them from here to `docs/images`. */
const folder = path.join('build', 'screens');

/** The window once nothing moves in it and every picture is there. */
async function atRest(page: Page): Promise<Buffer> {
  await page.waitForFunction(
    () =>
      [...document.images].every(({ complete }) => complete) &&
      document.querySelector('[role=progressbar]') === null,
  );
  let before = await page.screenshot();
  for (let tries = 0; tries < 50; tries++) {
    await page.waitForTimeout(200);
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error('the window never comes to rest');
}

/** What axe finds, in a few words each. Its usual mode opens a page of its own, which apps have not. */
async function violationsIn(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // React Aria leaves in it, for some seconds, what names a button that may be gone by then.
    .exclude('[data-live-announcer]')
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}

for (const theme of ['light', 'dark'] as const) {
  test(`every screen is usable by everybody, ${theme}`, async () => {
    test.setTimeout(600_000);
    const desktop = await openDesktop({
      dataFiles: { 'settings.json': JSON.stringify({ version: 1, general: { theme } }) },
    });
    try {
      const visit = await startTour(desktop);
      const { page } = visit;
      await mkdir(folder, { recursive: true });
      for (const { name, show } of tour) {
        await show(visit);
        await writeFile(path.join(folder, `${name}-${theme}.png`), await atRest(page));
        expect.soft(await page.evaluate(() => document.scrollingElement?.scrollTop), name).toBe(0);
        expect.soft(await violationsIn(page), name).toEqual([]);
      }
    } finally {
      await desktop.close();
    }
  });
}
