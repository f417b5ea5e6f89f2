import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { modelsDirectory } from '../../src/core/paths.ts';
import type { DesktopApp } from '../host/host.ts';
import { freePort } from '../helpers/free-port.ts';
import { transparentPicture } from '../helpers/transparent-picture.ts';
import { ask, chooseFiles, countsOf, expect, readyPage, samples, type Desktop } from './desktop.ts';
import { openSection, setColour } from './recipe-panel.ts';

interface Visit {
  readonly desktop: Desktop;
  readonly app: DesktopApp;
  readonly page: Page;
}

/** What a user can come to see, and the way there from the view before it. */
export interface View {
  readonly name: string;
  readonly show: (visit: Visit) => Promise<void>;
}

/** Every view once, in an order that leads from one to the next. */
export const tour: readonly View[] = [
  {
    name: 'first-start',
    show: async ({ page }) => {
      await page.getByRole('heading', { name: 'Drop pictures' }).waitFor();
    },
  },
  {
    name: 'queue',
    show: async ({ desktop, app, page }) => {
      const shoot = path.join(desktop.home, 'Pictures', 'Shoot');
      await mkdir(shoot, { recursive: true });
      for (const name of await readdir(samples)) {
        if (name.endsWith('.jpg')) await copyFile(path.join(samples, name), path.join(shoot, name));
      }
      await writeFile(path.join(shoot, 'label.jpg'), 'no picture');
      await chooseFiles(app, [shoot]);
      await page.keyboard.press('ControlOrMeta+o');
      await expect
        .poll(async () => (await countsOf(page)).done, { timeout: 120_000 })
        .toBe((await readdir(samples)).length - 1);
      await page.getByRole('gridcell').filter({ hasText: 'plant.jpg' }).click();
      // What is under the pointer shows its original.
      await page.mouse.move(0, 0);
      await expect(page.getByRole('img', { name: /by this recipe/ })).toBeVisible();
    },
  },
  {
    name: 'queue-menu',
    show: async ({ page }) => {
      await page.getByRole('gridcell').filter({ hasText: 'chair.jpg' }).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'queue-list',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.getByRole('radio', { name: 'List' }).click();
      await page.getByRole('grid').waitFor();
    },
  },
  {
    name: 'quick-look',
    show: async ({ page }) => {
      await page.getByRole('radio', { name: 'Grid' }).click();
      await page.getByRole('gridcell').filter({ hasText: 'shoe.jpg' }).click();
      await page.keyboard.press(' ');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'recipe',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await setColour(page, '#f2c9a8');
      await openSection(page, 'Crop');
      await expect(page.getByRole('img', { name: /by this recipe/ })).toBeVisible();
    },
  },
  {
    name: 'viewer',
    show: async ({ page }) => {
      await page.getByRole('gridcell').filter({ hasText: 'plant.jpg' }).dblclick();
      await page.getByRole('slider', { name: 'Before and after' }).waitFor({ state: 'attached' });
      await page.waitForFunction(() => document.querySelectorAll('main img').length >= 2);
    },
  },
  {
    name: 'viewer-side',
    show: async ({ page }) => {
      await page.getByRole('radio', { name: 'Side by side' }).click();
    },
  },
  {
    name: 'viewer-overlay',
    show: async ({ page }) => {
      await page.getByRole('radio', { name: 'Overlay' }).click();
      await page.getByRole('slider', { name: 'Opacity of the cutout' }).waitFor();
    },
  },
  {
    name: 'viewer-matte',
    show: async ({ page }) => {
      await page.getByRole('radio', { name: 'Wipe' }).click();
      await page.getByRole('radio', { name: 'Matte' }).click();
      await expect(page.getByText('Working out the matte')).toBeHidden();
    },
  },
  {
    name: 'viewer-edge',
    show: async ({ page }) => {
      await page.getByRole('radio', { name: 'Edge' }).click();
      await expect(page.getByText('Working out the matte')).toBeHidden();
    },
  },
  {
    name: 'viewer-failed',
    show: async ({ page }) => {
      await page.getByRole('radio', { name: 'Checker' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('gridcell').filter({ hasText: 'label.jpg' }).dblclick();
      await page.getByRole('heading', { name: 'No cutout' }).waitFor();
    },
  },
  {
    name: 'plan',
    show: async ({ desktop, app, page }) => {
      await page.keyboard.press('Escape');
      await ask(page, 'queue.pause', { batch: null });
      const folder = path.join(desktop.home, 'Pictures', 'Second shoot');
      await mkdir(folder);
      await writeFile(path.join(folder, 'mug.png'), await transparentPicture(1));
      await chooseFiles(app, [path.join(desktop.home, 'Pictures', 'nowhere'), folder]);
      await page.keyboard.press('ControlOrMeta+o');
      await page.getByRole('heading', { name: /cannot be added/ }).waitFor();
    },
  },
  {
    name: 'folders-empty',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByRole('navigation').getByRole('button', { name: 'Folders' }).click();
      await page.getByRole('button', { name: 'Add hot folder' }).waitFor();
    },
  },
  {
    name: 'folders-new',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Add hot folder' }).click();
      await page.getByRole('form', { name: 'New hot folder' }).waitFor();
    },
  },
  {
    name: 'folders',
    show: async ({ desktop, app, page }) => {
      const [incoming, cutouts] = ['Incoming', 'Shop'].map((name) =>
        path.join(desktop.home, 'Pictures', name),
      ) as [string, string];
      for (const folder of [incoming, cutouts]) await mkdir(folder);
      const form = page.getByRole('form', { name: 'New hot folder' });
      await chooseFiles(app, [incoming]);
      await form.getByRole('button', { name: /^Folder/ }).click();
      await expect(form.getByRole('button', { name: /^Folder/ })).toContainText('Incoming');
      await chooseFiles(app, [cutouts]);
      await form.getByRole('button', { name: /^Cutouts go to/ }).click();
      await expect(form.getByRole('button', { name: /^Cutouts go to/ })).toContainText('Shop');
      await form.getByRole('button', { name: 'Watch this folder' }).click();
      const card = page.getByRole('article', { name: 'Incoming' });
      await expect(card.getByRole('status')).toHaveText('Watching');
      await writeFile(path.join(incoming, 'broken.jpg'), 'no picture');
      await copyFile(path.join(samples, 'fruit.jpg'), path.join(incoming, 'fruit.jpg'));
      await ask(page, 'queue.resume', { batch: null });
      await expect(card.getByRole('heading', { name: '1 needs a look' })).toBeVisible({
        timeout: 60_000,
      });
      await expect(card.getByRole('button', { name: 'Open fruit.jpg' })).toBeVisible({
        timeout: 60_000,
      });
    },
  },
  {
    name: 'providers',
    show: async ({ page }) => {
      await ask(page, 'providers.setKey', { id: 'clipdrop', key: 'a-key-to-be-looked-at' });
      await page.getByRole('navigation', { name: 'Screens' }).getByText('Providers').click();
      const poof = page.getByRole('article', { name: 'Poof' });
      await poof.getByRole('button', { name: /^Limits/ }).click();
      await poof.getByRole('textbox', { name: 'Address' }).waitFor();
    },
  },
  ...['General', 'Output', 'Privacy', 'Help'].map((section) => ({
    name: `settings-${section.toLowerCase()}`,
    show: async ({ page }: Visit) => {
      await page.getByRole('navigation', { name: 'Screens' }).getByText('Settings').click();
      await page.getByRole('button', { name: section, exact: true }).click();
      await expect(page.getByRole('heading', { name: section })).toBeInViewport();
    },
  })),
  {
    name: 'settings-api-key',
    show: async ({ page }) => {
      await ask(page, 'settings.change', { api: { port: await freePort() } });
      await page.getByRole('button', { name: 'Local API', exact: true }).click();
      const section = page.getByRole('region', { name: 'Local API' });
      await section.getByText('Cut pictures for other programs').click();
      await expect(section.getByRole('textbox', { name: 'Key “First key”' })).toBeVisible();
      await expect(section.getByRole('button', { name: 'Copy address' })).toBeVisible();
    },
  },
  {
    name: 'settings-api',
    show: async ({ page }) => {
      const section = page.getByRole('region', { name: 'Local API' });
      await section.getByRole('button', { name: 'Done' }).click();
      await ask(page, 'api.addKey', { name: 'Web shop', perMinute: 60, quota: 1000 });
      await section.getByRole('button', { name: 'Add key' }).click();
      await section.getByRole('textbox', { name: 'Name' }).fill('Newsletter');
      await section.getByRole('button', { name: 'Make key' }).click();
      await section.getByRole('button', { name: 'Done' }).click();
      await expect(section.getByRole('listitem')).toHaveCount(3);
    },
  },
  {
    name: 'settings-api-new',
    show: async ({ page }) => {
      const section = page.getByRole('region', { name: 'Local API' });
      await section.getByRole('button', { name: 'Revoke Newsletter' }).click();
      await section.getByRole('button', { name: 'Add key' }).click();
      await section.getByRole('textbox', { name: 'Name' }).waitFor();
    },
  },
  {
    name: 'shortcuts',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
  {
    name: 'consent',
    show: async ({ desktop, app, page }) => {
      await page.keyboard.press('Escape');
      await page.getByRole('navigation', { name: 'Screens' }).getByText('Queue').click();
      await ask(page, 'providers.setKey', { id: 'poof', key: 'a-key-to-be-looked-at' });
      const { recipe } = (await ask(page, 'app.start', {})).settings.cutting;
      const engine = { ...recipe.engine, policy: 'local-then-cloud' as const };
      await ask(page, 'settings.change', { cutting: { recipe: { ...recipe, engine } } });
      await chooseFiles(app, [path.join(desktop.home, 'Pictures', 'Shoot')]);
      await page.keyboard.press('ControlOrMeta+o');
      await page.getByRole('alertdialog').waitFor();
    },
  },
];

/** Starts the app without motion, with all that it keeps in the home folder, as a user has it. */
export async function startTour(desktop: Desktop): Promise<Visit> {
  const config = path.join(desktop.home, '.config');
  const [data, models] = [path.join(config, 'Offcut'), path.join(config, 'Offcut models')];
  await mkdir(config);
  await symlink(desktop.data, data, 'junction');
  await symlink(modelsDirectory(), models, 'junction');
  const app = await desktop.launch([], { env: { OFFCUT_DATA: data, OFFCUT_MODELS: models } });
  const page = await readyPage(app);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return { desktop, app, page };
}
