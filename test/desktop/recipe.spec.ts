import { copyFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { ask, chooseFiles, expect, readyPage, test } from './desktop.ts';
import { choose, openSection, recipePanel, setColour } from './recipe-panel.ts';

const presetMenu = async (page: Page, item: string) => {
  await recipePanel(page).getByRole('button', { name: 'Preset actions' }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};

const recipeOf = async (page: Page) => (await ask(page, 'app.start', {})).settings.cutting.recipe;

const bytesOf = async (file: string): Promise<Buffer> => {
  await expect
    .poll(() =>
      readFile(file).then(
        (bytes) => bytes.length,
        () => 0,
      ),
    )
    .toBeGreaterThan(0);
  return readFile(file);
};

test('cuts what is added next by the recipe of the panel', async ({ desktop }) => {
  const [picture = ''] = await desktop.pictures(1);
  const page = await readyPage(await desktop.launch());
  await setColour(page, '#ff8800');
  await openSection(page, 'Output');
  await choose(page, 'Format', 'JPEG');
  await expect
    .poll(async () => (await recipeOf(page)).background)
    .toEqual({
      type: 'color',
      color: '#ff8800',
    });
  // A second start hands its pictures to the first.
  await (await desktop.launch([picture])).waitForExit();

  const bytes = await bytesOf(path.join(desktop.cutouts, 'picture-1.jpg'));
  expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const [red = 0, green = 0, blue = 0] = data;
  expect(Math.abs(red - 0xff) + Math.abs(green - 0x88) + Math.abs(blue)).toBeLessThan(20);
  await expect(recipePanel(page).getByRole('img', { name: /by this recipe/ })).toBeVisible();
});

test('keeps a preset over a restart, and puts one back that was removed', async ({ desktop }) => {
  const first = await desktop.launch();
  let page = await readyPage(first);
  await setColour(page, '#123456');
  await expect(recipePanel(page).getByText('Changed', { exact: true })).toBeVisible();
  await presetMenu(page, 'Save as…');
  await page.getByRole('textbox', { name: 'Name' }).fill('White');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Name' }).fill('Night');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Preset “Night” saved.')).toBeVisible();
  await expect(recipePanel(page).getByText('Changed', { exact: true })).toBeHidden();
  await first.close();

  page = await readyPage(await desktop.launch());
  const preset = recipePanel(page).getByRole('button', { name: /Preset$/ });
  await expect(preset).toHaveText(/Night/);
  await choose(page, 'Preset', 'Transparent');
  expect((await recipeOf(page)).background).toEqual({ type: 'transparent' });
  await choose(page, 'Preset', 'Night');
  await expect
    .poll(async () => (await recipeOf(page)).background)
    .toEqual({ type: 'color', color: '#123456' });

  await presetMenu(page, 'Remove');
  await expect(preset).toHaveText(/Own recipe/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(preset).toHaveText(/Night/);
});

test('shows what cannot be added, and adds the others', async ({ desktop }) => {
  const [picture = ''] = await desktop.pictures(1);
  const page = await readyPage(await desktop.launch([picture, 'gone.png']));
  const sheet = page.getByRole('region', { name: '1 of 2 cannot be added' });
  await expect(sheet).toBeVisible();
  await expect(sheet.getByText(/There is nothing at .*gone\.png/)).toBeVisible();
  expect((await ask(page, 'queue.batches', {})).batches).toEqual([]);
  await sheet.getByRole('button', { name: 'Add the other one' }).click();
  await expect(page.getByText('1 picture added.')).toBeVisible();
  await bytesOf(path.join(desktop.cutouts, 'picture-1.png'));
  await expect(sheet).toBeHidden();
});

test('forgets a plan that is cancelled by a key', async ({ desktop }) => {
  const page = await readyPage(await desktop.launch(['gone.png']));
  await expect(page.getByRole('heading', { name: '1 of 1 cannot be added' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(recipePanel(page)).toBeVisible();
  expect((await ask(page, 'queue.batches', {})).batches).toEqual([]);
});

test('cuts selected pictures again, and plans again when one comes back', async ({ desktop }) => {
  const [one = '', two = ''] = await desktop.pictures(2);
  const page = await readyPage(await desktop.launch([one, two]));
  await bytesOf(path.join(desktop.cutouts, 'picture-2.png'));
  const tiles = page.getByRole('gridcell').filter({ hasText: /picture-\d\.png/ });
  await tiles.first().click();
  await expect(recipePanel(page).getByText('picture-1.png', { exact: true })).toBeVisible();
  await openSection(page, 'Output');
  await choose(page, 'Format', 'WebP');
  await recipePanel(page).getByRole('button', { name: 'Cut again with this' }).click();
  const webp = await bytesOf(path.join(desktop.cutouts, 'picture-1.webp'));
  expect(webp.subarray(8, 12).toString()).toBe('WEBP');

  await tiles.nth(1).click();
  await copyFile(two, `${two}.kept`);
  await rm(two);
  await recipePanel(page).getByRole('button', { name: 'Cut again with this' }).click();
  const sheet = page.getByRole('region', { name: '1 of 1 cannot be added' });
  await expect(sheet.getByText(/There is nothing at/)).toBeVisible();
  await copyFile(`${two}.kept`, two);
  await sheet.getByRole('button', { name: 'Plan again' }).click();
  await expect(sheet).toBeHidden();
  await bytesOf(path.join(desktop.cutouts, 'picture-2 (2).png'));
});

test('stays as it is while the selection moves from picture to picture', async ({ desktop }) => {
  const page = await readyPage(await desktop.launch(await desktop.pictures(2)));
  await page.getByRole('gridcell', { name: 'picture-1.png' }).click();
  await expect(recipePanel(page)).toContainText('picture-1.png');
  await openSection(page, 'Output');
  const format = await recipePanel(page)
    .getByRole('button', { name: /Format$/ })
    .elementHandle();
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowRight');
  await expect(recipePanel(page)).toContainText('picture-2.png');
  // A panel that is made anew has other elements, and this section closed.
  expect(await format.isVisible()).toBe(true);
});

test('shows only backgrounds that the user chose', async ({ desktop }) => {
  const [picture = ''] = await desktop.pictures(1);
  const app = await desktop.launch();
  const page = await readyPage(app);
  const recipe = parseRecipe({ background: { type: 'image', path: picture } });
  const refused = await page.evaluate(
    (wanted) => window.offcut.request('presets.save', { name: 'x', recipe: wanted }),
    recipe,
  );
  expect(refused).toMatchObject({ ok: false, error: { code: 'choice-gone' } });

  await chooseFiles(app, [picture]);
  await openSection(page, 'Background');
  await choose(page, 'Behind the subject', 'Picture…');
  await expect(recipePanel(page).getByRole('button', { name: /Background picture/ })).toBeVisible();
  await choose(page, 'Fit', 'Contain');
  await expect
    .poll(async () => (await recipeOf(page)).background)
    .toEqual({
      type: 'image',
      path: picture,
      fit: 'contain',
      position: { x: 50, y: 50 },
    });
});
