import { copyFile, link, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from '@playwright/test';
import { transparentPicture } from '../helpers/transparent-picture.ts';
import { dropFiles } from '../host/drop-files.ts';
import type { DesktopApp } from '../host/host.ts';
import { recorded } from '../host/recorded.ts';
import {
  ask,
  chooseFiles,
  countsOf,
  expect,
  readyPage,
  samples,
  test,
  type Desktop,
} from './desktop.ts';

const start = async (desktop: Desktop): Promise<{ app: DesktopApp; page: Page }> => {
  const app = await desktop.launch();
  return { app, page: await readyPage(app) };
};
const tile = (page: Page, name: string) => page.getByRole('gridcell').filter({ hasText: name });
const done = (page: Page, count: number) =>
  expect.poll(async () => (await countsOf(page)).done, { timeout: 90_000 }).toBe(count);
const cutouts = async (desktop: Desktop) => (await readdir(desktop.cutouts)).sort();

test('says what it is for, and takes pictures from the picker, a drop and the clipboard', async ({
  desktop,
}) => {
  const { app, page } = await start(desktop);
  await expect(page.getByRole('heading', { name: 'Drop pictures or folders' })).toBeVisible();
  await expect(page.getByText('Cutouts go to ~/Pictures/Offcut.')).toBeVisible();

  const [chosen = '', dropped = ''] = await desktop.pictures(2);
  await chooseFiles(app, [chosen]);
  await page.getByRole('button', { name: 'Choose pictures' }).click();
  await expect(tile(page, 'picture-1.png')).toBeVisible();
  await done(page, 1);

  const folder = path.join(desktop.folder, 'more');
  await mkdir(path.join(folder, 'below'), { recursive: true });
  await writeFile(path.join(folder, 'below', 'deep.png'), await transparentPicture(7));
  await dropFiles(page, 'main', [dropped, folder]);
  await expect(tile(page, 'deep.png')).toBeVisible();
  await done(page, 3);

  await app.evaluate(
    async ({ clipboard, ClipboardItem }, bytes) => {
      const picture = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
      await clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    },
    [...(await transparentPicture(9))],
  );
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Paste' }).click();
  await expect(tile(page, 'Pasted ')).toBeVisible();
  await done(page, 4);

  const names = await cutouts(desktop);
  expect(names).toHaveLength(4);
  expect(names).toEqual(expect.arrayContaining(['below', 'picture-1.png', 'picture-2.png']));
  const { data, info } = await sharp(path.join(desktop.cutouts, 'below', 'deep.png'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(4);
  expect(data[3]).toBe(0);
});

test('pauses, goes on, cancels, and tries again', async ({ desktop }) => {
  const { app, page } = await start(desktop);
  await ask(page, 'queue.pause', { batch: null });
  const files = await desktop.pictures(3);
  const bad = path.join(desktop.folder, 'bad.jpg');
  await writeFile(bad, 'no picture');
  await chooseFiles(app, [...files, bad]);
  await page.keyboard.press('ControlOrMeta+o');
  await expect(page.getByText('0 of 4 · Paused')).toBeVisible();

  await tile(page, 'picture-2.png').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Cancel', exact: true }).click();
  await expect.poll(async () => (await countsOf(page)).cancelled).toBe(1);
  await page.getByRole('button', { name: 'Start' }).click();
  await done(page, 2);
  await expect(tile(page, 'bad.jpg')).toContainText('not a picture');
  expect(await cutouts(desktop)).toEqual(['picture-1.png', 'picture-3.png']);

  await copyFile(files[0] ?? '', bad);
  await tile(page, 'bad.jpg').getByText('Try again').click();
  await done(page, 3);
  await tile(page, 'picture-2.png').click();
  await page.keyboard.press('r');
  await done(page, 4);
  expect(await cutouts(desktop)).toEqual([
    'bad.png',
    'picture-1.png',
    'picture-2.png',
    'picture-3.png',
  ]);
});

test('finds, selects, removes and gives back', async ({ desktop }) => {
  const { app, page } = await start(desktop);
  await chooseFiles(app, await desktop.pictures(5));
  await page.keyboard.press('ControlOrMeta+o');
  await done(page, 5);

  await page.keyboard.press('/');
  await page.keyboard.type('picture-3');
  await expect(page.getByRole('gridcell')).toHaveCount(1);
  await page.getByRole('searchbox').fill('');
  await expect(page.getByRole('gridcell')).toHaveCount(5);
  await page.getByRole('button', { name: /Show/ }).click();
  await page.getByRole('option', { name: /^Failed/ }).click();
  await expect(page.getByText('Nothing matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();

  const selected = page.locator('[role=gridcell][aria-selected=true]');
  await tile(page, 'picture-2.png').click();
  await tile(page, 'picture-4.png').click({ modifiers: ['Shift'] });
  await expect(selected).toHaveCount(3);
  await tile(page, 'picture-3.png').click({ modifiers: ['ControlOrMeta'] });
  await expect(selected).toHaveCount(2);
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Undo' }).click();
  await tile(page, 'picture-5.png').click();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('gridcell')).toHaveCount(4);
  expect(await cutouts(desktop)).toHaveLength(5);

  await tile(page, 'picture-1.png').click();
  await page.keyboard.press('ControlOrMeta+Shift+r');
  await expect
    .poll(() => recorded(app, 'shell.showItemInFolder'))
    .toMatchObject([{ args: [path.join(desktop.cutouts, 'picture-1.png')] }]);
});

test.describe('with a model', () => {
  test.use({ dataFiles: {} });

  test('does the whole job by keyboard alone', async ({ desktop }) => {
    const { app, page } = await start(desktop);
    await chooseFiles(app, [path.join(samples, 'mug.jpg'), path.join(samples, 'shoe.jpg')]);
    await page.keyboard.press('ControlOrMeta+o');
    await done(page, 2);
    const grid = page.getByRole('grid');
    for (let step = 0; step < 30; step++) {
      if (await grid.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    await expect(grid).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    await expect(page.getByRole('dialog', { name: /shoe\.jpg/ })).toBeVisible();
    await page.keyboard.press(' ');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('Enter');
    const wipe = page.getByRole('slider', { name: /before|wipe/i });
    // The line itself has no width; its grip is what is seen.
    await expect(wipe).toBeAttached();
    await wipe.focus();
    const before = await wipe.getAttribute('aria-valuenow');
    await page.keyboard.press('ArrowRight');
    await expect(wipe).not.toHaveAttribute('aria-valuenow', before ?? '');
    const { data } = await sharp(path.join(desktop.cutouts, 'mug.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const alphas = Array.from({ length: data.length / 4 }, (_, at) => data[at * 4 + 3] ?? 0);
    const clear = alphas.filter((alpha) => alpha === 0).length / alphas.length;
    expect(clear).toBeGreaterThan(0.4);
    expect(clear).toBeLessThan(0.95);
  });
});

test('keeps everything within reach in half a window, as at 200 %', async ({ desktop }) => {
  const app = await desktop.launch(await desktop.pictures(1));
  const page = await readyPage(app);
  await expect(page.getByRole('gridcell')).toHaveCount(1);
  await page.setViewportSize({ width: 640, height: 400 });
  const toolbar = page.getByRole('toolbar', { name: 'Pictures' });
  for (const control of await toolbar.getByRole('button').or(toolbar.getByRole('radio')).all()) {
    const box = await control.boundingBox();
    const reached = await control.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2);
      return element.contains(there);
    });
    expect(reached, `${await control.innerText()} at ${JSON.stringify(box)}`).toBe(true);
  }
});

test('shows ten thousand pictures, and only those in sight are there', async ({ desktop }) => {
  const { app, page } = await start(desktop);
  await ask(page, 'queue.pause', { batch: null });
  const folder = path.join(desktop.folder, 'many');
  await mkdir(folder);
  const [first = ''] = await desktop.pictures(1);
  for (let number = 1; number <= 10_000; number++) {
    await link(first, path.join(folder, `many-${String(number).padStart(5, '0')}.png`));
  }
  await chooseFiles(
    app,
    Array.from({ length: 1 }, () => folder),
  );
  await page.getByRole('button', { name: 'Choose pictures' }).click();
  await expect(page.getByText('0 of 10,000 · Paused')).toBeVisible({ timeout: 60_000 });
  await expect(tile(page, 'many-00001.png')).toBeVisible();
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  await expect(tile(page, 'many-10000.png')).toBeVisible();
  expect(await page.getByRole('gridcell').count()).toBeLessThan(200);
  await page.keyboard.press('Home');
  await expect(tile(page, 'many-00001.png')).toBeVisible();
});
