import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from 'playwright-core';
import { transparentPicture } from '../helpers/transparent-picture.ts';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { launchDesktop, type DesktopApp } from '../host/host.ts';
import { ask, chooseFiles } from './desktop.ts';

// A picture is taken once it was quiet for two seconds, and the engine has to start.
const CUT_MS = 60_000;
test.setTimeout(180_000);

let root: string;
let app: DesktopApp;
let page: Page;

test.beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'offcut-folders-')));
  for (const folder of ['data', 'home', 'incoming', 'cutouts', 'elsewhere']) {
    await mkdir(path.join(root, folder));
  }
  app = await launchDesktop({
    env: {
      OFFCUT_DATA: path.join(root, 'data'),
      HOME: path.join(root, 'home'),
      LANG: 'en_US.UTF-8',
    },
  });
  page = await app.firstWindow();
  await page.getByRole('button', { name: 'Folders', exact: false }).first().click();
});

test.afterEach(async () => {
  await app.close();
  await rm(root, { recursive: true, force: true });
});

const card = () => page.getByRole('article', { name: 'incoming' });
const form = () => page.getByRole('form', { name: 'New hot folder' });
const put = async (name: string, content: Buffer | string) =>
  writeFile(path.join(root, 'incoming', name), content);

const choosing = (folder: string) => chooseFiles(app, [path.join(root, folder)]);

async function chooseInForm(label: RegExp, folder: string): Promise<void> {
  await choosing(folder);
  const button = form().getByRole('button', { name: label });
  await button.click();
  await expect(button).toContainText(folder);
}

async function addFolder(): Promise<void> {
  await page.getByRole('button', { name: 'Add hot folder' }).click();
  await chooseInForm(/^Folder/, 'incoming');
  await chooseInForm(/^Cutouts go to/, 'cutouts');
  await form().getByRole('button', { name: 'Watch this folder' }).click();
  await expect(card().getByRole('status')).toHaveText('Watching');
  await expect(form()).toBeHidden();
}

const count = (name: string) =>
  card()
    .locator('dl > div', { has: page.getByText(name, { exact: true }) })
    .locator('dd');

const cutout = (folder: string, name: string) =>
  expect.poll(() => existsSync(path.join(root, folder, name)), { timeout: CUT_MS });

test('a hot folder asks for what it needs, and says what cannot be', async () => {
  await page.getByRole('button', { name: 'Add hot folder' }).click();
  await form().getByRole('button', { name: 'Watch this folder' }).click();
  await expect(form()).toContainText('Choose the folder to watch.');
  await expect(form()).toContainText('Choose where the cutouts go.');
  await chooseInForm(/^Folder/, 'incoming');
  await chooseInForm(/^Cutouts go to/, 'incoming');
  await form().getByRole('button', { name: 'Watch this folder' }).click();
  await expect(form().getByRole('alert')).toContainText('one lies in the other');
  await page.keyboard.press('Escape');
  await expect(form()).toBeHidden();
  await expect(page.getByText('What comes into a folder is cut out by itself.')).toBeVisible();
});

test('what comes in is cut and told, to where the card says', async () => {
  await addFolder();
  await put('mug.png', await transparentPicture(7));
  await cutout('cutouts', 'mug.png').toBe(true);
  await expect(count('Done today')).toHaveText('1');
  await expect(count('Done in all')).toHaveText('1');
  await expect(page.getByText('mug.png is cut out.')).toBeVisible();
  await expect(card().getByRole('button', { name: 'Open mug.png' })).toBeVisible();

  await choosing('elsewhere');
  await card()
    .getByRole('button', { name: /^Cutouts go to/ })
    .click();
  await expect(card().getByRole('button', { name: /^Cutouts go to/ })).toContainText('elsewhere');
  await put('cup.png', await transparentPicture(8));
  await cutout('elsewhere', 'cup.png').toBe(true);
  await expect(count('Done in all')).toHaveText('2');
});

test('a refused change keeps what was, and says why', async () => {
  await addFolder();
  await choosing('incoming');
  const destination = card().getByRole('button', { name: /^Cutouts go to/ });
  await destination.click();
  await expect(card().getByRole('alert')).toContainText('one lies in the other');
  await expect(destination).toContainText('cutouts');
});

test('a paused folder takes nothing until it goes on', async () => {
  await addFolder();
  const watch = card().getByRole('switch', { name: 'Watch incoming' });
  await watch.press('Space');
  await expect(card().getByRole('status')).toHaveText('Paused');
  await put('mug.png', await transparentPicture(7));
  await page.waitForTimeout(4_000);
  expect(existsSync(path.join(root, 'cutouts', 'mug.png'))).toBe(false);
  await watch.press('Space');
  await expect(card().getByRole('status')).toHaveText('Watching');
  await cutout('cutouts', 'mug.png').toBe(true);
});

test('a picture that cannot be cut says why, and can be tried again', async () => {
  await addFolder();
  await put('notes.jpg', 'These are only words.');
  const problems = card().getByRole('region', { name: 'Problems' });
  await expect(problems).toContainText('This is not a picture that Offcut knows.', {
    timeout: CUT_MS,
  });
  await expect(card()).toContainText('1 needs a look');
  await expect(count('Failed')).toHaveText('1');

  const told = page.getByText('notes.jpg: This is not a picture', { exact: false });
  await expect(told).toHaveCount(1);
  await problems.getByRole('button', { name: 'Try again: notes.jpg' }).click();
  await expect(told).toHaveCount(2, { timeout: CUT_MS });

  await put('notes.jpg', await transparentPicture(9));
  await expect(problems).toBeHidden({ timeout: CUT_MS });
  await cutout('cutouts', 'notes.png').toBe(true);
});

test('options are kept, and a pattern that is none is refused', async () => {
  await addFolder();
  await card()
    .getByRole('button', { name: /^Options/ })
    .click();
  const only = card().getByRole('textbox', { name: 'Only these names' });
  await only.fill('*.png');
  await only.press('Enter');
  await expect(card().getByRole('row', { name: '*.png' })).toBeVisible();
  await only.fill('(a');
  await only.press('Enter');
  await expect(card()).toContainText('The pattern “(a” cannot be used');
  await expect(only).toHaveValue('(a');
  await only.fill('');
  await card().getByRole('switch', { name: 'Pictures in sub-folders too' }).press('Space');
  await card().getByRole('switch', { name: 'Look instead of listening' }).press('Space');
  await expect(card().getByRole('status')).toHaveText('Looks every 10 s');
  await card()
    .getByRole('button', { name: /^Options/ })
    .click();
  await expect(card()).toContainText('No sub-folders · *.png · Looks every 10 s');
});

test('a preset that is saved again reaches the folders that have it', async () => {
  const ofColour = (color: string) => parseRecipe({ background: { type: 'color', color } });
  await ask(page, 'presets.save', { name: 'Mine', recipe: ofColour('#112233') });
  await addFolder();
  await card()
    .getByRole('button', { name: /Preset$/ })
    .click();
  await page.getByRole('option', { name: 'Mine' }).click();
  const recipe = async () => (await ask(page, 'folders.list', {})).folders[0]?.folder.recipe;
  await expect.poll(recipe).toEqual(ofColour('#112233'));
  await ask(page, 'presets.save', { name: 'Mine', recipe: ofColour('#445566') });
  expect(await recipe()).toEqual(ofColour('#445566'));
});

test('a removed folder is gone, its pictures are not', async () => {
  await addFolder();
  const more = card().getByRole('button', { name: 'More about incoming' });
  await more.click();
  await page.getByRole('menuitem', { name: 'Remove …' }).click();
  await expect(card()).toContainText('Stop watching incoming?');
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();
  await more.click();
  await page.getByRole('menuitem', { name: 'Remove …' }).click();
  await card().getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(card()).toBeHidden();
  await put('mug.png', await transparentPicture(7));
  await page.waitForTimeout(4_000);
  expect(existsSync(path.join(root, 'cutouts', 'mug.png'))).toBe(false);
  expect(existsSync(path.join(root, 'incoming', 'mug.png'))).toBe(true);
});
