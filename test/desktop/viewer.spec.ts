import type { Locator, Page } from '@playwright/test';
import { ask, countsOf, expect, readyPage, test, type Desktop } from './desktop.ts';

/** The viewer, with the first of some pictures whose cutouts are done. */
async function openViewer(desktop: Desktop, count = 1): Promise<Page> {
  const page = await readyPage(await desktop.launch(await desktop.pictures(count)));
  await expect.poll(async () => (await countsOf(page)).done).toBe(count);
  await page.getByRole('gridcell').filter({ hasText: 'picture-1.png' }).dblclick();
  await expect(page.getByRole('slider', { name: 'Before and after' })).toBeAttached();
  return page;
}

const ground = (page: Page) => page.getByRole('group', { name: 'Picture', exact: true });

/** The cutout on the canvas, which assistive technology knows by the canvas's name. */
const shownPicture = (page: Page) => ground(page).locator('img').last();

async function middleOf(element: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('It is not shown.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

interface Screen {
  readonly width: number;
  readonly height: number;
  readonly deviceScaleFactor: number;
}

async function useScreen(page: Page, screen: Screen): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { ...screen, mobile: false });
}

test('tells where the wipe is before it is ever moved, and in the language', async ({
  desktop,
}) => {
  const page = await openViewer(desktop);
  const handle = page.getByRole('slider', { name: 'Before and after' });
  await expect(handle).toHaveAttribute('aria-valuetext', '50% before');
  await handle.press('ArrowRight');
  await expect(handle).toHaveAttribute('aria-valuetext', '51% before');
  await ask(page, 'settings.change', { general: { language: 'de' } });
  await expect(page.getByRole('slider', { name: 'Vorher und nachher' })).toHaveAttribute(
    'aria-valuetext',
    /^51.% vorher$/,
  );
});

test('moves nothing when the cutout comes', async ({ desktop }) => {
  const page = await readyPage(await desktop.launch());
  await ask(page, 'queue.pause', { batch: null });
  await desktop.launch(await desktop.pictures(1));
  await page.getByRole('gridcell').filter({ hasText: 'picture-1.png' }).dblclick();
  await expect(page.getByText('Its turn comes when')).toBeVisible();
  const steady = [
    ground(page),
    page.getByRole('heading', { name: 'picture-1.png' }),
    page.getByRole('radiogroup', { name: 'Compare' }),
    page.getByRole('radiogroup', { name: 'View' }),
    page.getByRole('button', { name: 'Copy the cutout' }),
  ];
  const places = () => Promise.all(steady.map((element) => element.boundingBox()));
  const matte = page.getByRole('radio', { name: 'Matte' });
  const before = await places();
  expect(before).not.toContain(null);
  await expect(matte).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Copy the cutout' })).toBeDisabled();

  await ask(page, 'queue.resume', { batch: null });
  await expect(page.getByRole('slider', { name: 'Before and after' })).toBeAttached();
  await expect(matte).toBeEnabled();
  expect(await places()).toEqual(before);
});

test('answers to the keys that its list of keys tells of', async ({ desktop }) => {
  const page = await openViewer(desktop, 2);
  const handle = page.getByRole('slider', { name: 'Before and after' });
  const name = page.getByRole('heading', { level: 1 });
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog').locator('section').filter({ hasText: 'Viewer' });
  const row = (what: string) => keys.locator('div', { hasText: what }).locator('kbd');
  await expect(row('Next picture')).toHaveText(['→', 'PgDn']);
  await expect(row('Move it by 10 %')).toHaveText(['Shift', '←', 'Shift', '→']);
  await expect(row('Move it to an end')).toHaveText(['Home', 'End']);
  await expect(row('Zoom in')).toHaveText(['+', '=']);
  await expect(row('View up, down')).toHaveText(['Shift', '↑', 'Shift', '↓']);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();

  await page.keyboard.press('PageDown');
  await expect(name).toHaveText('picture-2.png');
  await expect(page.getByRole('button', { name: 'Previous picture' })).toBeEnabled();
  await page.keyboard.press('ArrowLeft');
  await expect(name).toHaveText('picture-1.png');
  await page.keyboard.press('=');
  await expect(page.getByRole('button', { name: 'Zoom: 200%' })).toBeVisible();
  for (let press = 0; press < 2; press++) await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Zoom: 800%' })).toBeVisible();
  const picture = shownPicture(page);
  // The picture has to be larger than the window to be panned.
  await useScreen(page, { width: 900, height: 420, deviceScaleFactor: 1 });
  const offsetY = async () => (await middleOf(picture)).y - (await middleOf(ground(page))).y;
  await expect.poll(async () => (await ground(page).boundingBox())?.height).toBeLessThan(400);
  await expect.poll(offsetY).toBe(0);
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(offsetY).toBeLessThan(0);

  await handle.press('Home');
  await expect(handle).toHaveAttribute('aria-valuenow', '0');
  await handle.press('Shift+ArrowRight');
  await expect(handle).toHaveAttribute('aria-valuenow', '10');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toBeVisible();
});

test('hears a key as soon as the button beside it can be pressed', async ({ desktop }) => {
  const page = await openViewer(desktop, 2);
  await expect(page.getByRole('button', { name: 'Next picture' })).toBeEnabled();
  // A microtask after the change of the page, which no effect that waits for a paint comes before.
  const press = await page.evaluateHandle(() => ({
    done: new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector('[aria-label="Previous picture"]:enabled') === null) return;
        observer.disconnect();
        const left = { key: 'ArrowLeft', code: 'ArrowLeft' };
        document.body.dispatchEvent(
          new KeyboardEvent('keydown', { ...left, bubbles: true, cancelable: true }),
        );
        resolve();
      });
      observer.observe(document.body, { attributes: true, childList: true, subtree: true });
    }),
  }));
  await page.keyboard.press('ArrowRight');
  await press.evaluate(({ done }) => done);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('picture-1.png');
});

test('keeps the picture in the middle at every zoom and on every screen', async ({ desktop }) => {
  const page = await openViewer(desktop);
  const picture = shownPicture(page);
  const handle = page.getByRole('slider', { name: 'Before and after' });
  const offsets = async () => {
    const [middle, shown, line] = await Promise.all([
      middleOf(ground(page)),
      middleOf(picture),
      middleOf(handle),
    ]);
    return [shown.x - middle.x, shown.y - middle.y, line.x - middle.x].map(Math.abs);
  };
  for (const deviceScaleFactor of [1, 1.25, 2]) {
    await useScreen(page, { width: 1280, height: 800, deviceScaleFactor });
    for (const zoom of [0.8, 1, 1.25, 2]) {
      await page.evaluate((value) => {
        document.documentElement.style.zoom = String(value);
      }, zoom);
      // Corners stand at whole px of the screen.
      await expect.poll(async () => Math.max(...(await offsets()))).toBeLessThanOrEqual(1);
    }
  }

  const { x, y } = await middleOf(handle);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 8, y);
  await page.mouse.up();
  expect((await middleOf(handle)).x).toBeCloseTo(x - 8, 0);
});
