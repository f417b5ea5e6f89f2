import { readdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { freePort } from '../helpers/free-port.ts';
import { recorded } from '../host/recorded.ts';
import { ask, countsOf, expect, readyPage, samples, test, type Desktop } from './desktop.ts';

const section = (page: Page) => page.getByRole('region', { name: 'Local API' });
const theSwitch = (page: Page) =>
  section(page).getByRole('switch', { name: 'Cut pictures for other programs' });
const state = (page: Page) => section(page).getByRole('status', { name: 'Address' });
const keyOf = (page: Page, name: string) =>
  section(page).getByRole('listitem').filter({ hasText: name });
/** By its label, as the region of a key is called as well. */
const shownKey = (page: Page, name: string) =>
  section(page).getByRole('textbox', { name: `Key “${name}”` });

async function openApi(desktop: Desktop, port: number) {
  const app = await desktop.launch();
  const page = await readyPage(app);
  await ask(page, 'settings.change', { api: { port } });
  await page.keyboard.press('ControlOrMeta+,');
  await page.getByRole('button', { name: 'Local API', exact: true }).click();
  return { app, page };
}

/** Switches it on by the keyboard, and takes the first key along. */
async function switchOn(page: Page, port: number): Promise<string> {
  await theSwitch(page).press('Space');
  await expect(state(page)).toContainText(`http://127.0.0.1:${port}`);
  return shownKey(page, 'First key').inputValue();
}

async function addKey(page: Page, name: string, quota: string): Promise<string> {
  await section(page).getByRole('button', { name: 'Add key' }).press('Enter');
  await expect(section(page).getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type(name);
  const [limit, credits] = ['Requests a minute', 'Credits in all'].map((label) =>
    section(page).getByRole('textbox', { name: label }),
  ) as [ReturnType<typeof shownKey>, ReturnType<typeof shownKey>];
  await limit.fill('60');
  await credits.fill(quota);
  await section(page).getByRole('button', { name: 'Make key' }).press('Enter');
  await expect(shownKey(page, name)).toBeFocused();
  return shownKey(page, name).inputValue();
}

/** As a client of Clipdrop sends a picture, but for the address. */
function cut(port: number, key: string, picture: Buffer<ArrayBuffer>): Promise<Response> {
  const body = new FormData();
  body.set('image_file', new Blob([picture]), 'mug.jpg');
  return fetch(`http://127.0.0.1:${port}/clipdrop/remove-background/v1`, {
    ...{ method: 'POST', headers: { 'x-api-key': key }, body },
  });
}

const cutMug = async (port: number, key: string) =>
  cut(port, key, await readFile(path.join(samples, 'mug.jpg')));

const isRefused = (port: number) =>
  fetch(`http://127.0.0.1:${port}/v1/health`).then(
    () => false,
    () => true,
  );

test.describe('with a model', () => {
  test.use({ dataFiles: {} });

  test('is switched on, cuts for who has a key, and is switched off', async ({ desktop }) => {
    const port = await freePort();
    const { app, page } = await openApi(desktop, port);
    await expect(theSwitch(page)).not.toBeChecked();
    await expect(section(page).getByRole('button', { name: 'Add key' })).toBeHidden();
    expect(await isRefused(port)).toBe(true);
    // It is too short to reach the top of the page.
    await expect(page.getByRole('button', { name: 'Local API', exact: true })).toHaveAttribute(
      'aria-current',
      'location',
    );

    const key = await switchOn(page, port);
    expect(key).toMatch(/^offcut_[\w-]{43}$/);
    await expect(section(page).getByText('It is shown only this once')).toBeVisible();
    await section(page).getByRole('button', { name: 'Copy key' }).click();
    await expect(page.getByText('The key is on the clipboard.')).toBeVisible();
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(key);
    await section(page).getByRole('button', { name: 'Done' }).click();
    await expect(shownKey(page, 'First key')).toBeHidden();
    await expect(section(page).getByRole('button', { name: 'Add key' })).toBeFocused();
    await expect(keyOf(page, 'First key')).toContainText(`…${key.slice(-4)}`);
    expect(await page.content()).not.toContain(key);

    await section(page).getByRole('button', { name: 'Copy address' }).click();
    await expect
      .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe(`http://127.0.0.1:${port}`);
    if (app.host === 'chromium') {
      await section(page).getByRole('button', { name: 'Show what it can do' }).click();
      await expect
        .poll(() => recorded(app, 'shell.openExternal'))
        .toMatchObject([{ args: [`http://127.0.0.1:${port}/v1/docs`] }]);
    }

    await page.getByRole('navigation', { name: 'Screens' }).getByText('Queue').click();
    // Whoever looks at the window is not notified in any case.
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.blur();
    });
    const answer = cutMug(port, key);
    await expect(page.getByRole('gridcell').filter({ hasText: 'mug.jpg' })).toBeVisible();
    const cutout = await answer;
    expect(cutout.status).toBe(200);
    const { format, width, height, hasAlpha } = await sharp(
      Buffer.from(await cutout.arrayBuffer()),
    ).metadata();
    const original = await sharp(path.join(samples, 'mug.jpg')).metadata();
    expect({ format, width, height, hasAlpha }).toEqual({
      format: 'png',
      width: original.width,
      height: original.height,
      hasAlpha: true,
    });
    await expect.poll(() => countsOf(page)).toMatchObject({ done: 0, running: 0, queued: 0 });
    await expect(page.getByRole('gridcell')).toHaveCount(0);
    // Nobody at the window waited for it.
    if (app.host === 'chromium') expect(await recorded(app, 'notification.show')).toEqual([]);

    await page.keyboard.press('ControlOrMeta+,');
    await expect(keyOf(page, 'First key')).toContainText('1 credit used');
    await theSwitch(page).press('Space');
    await expect(theSwitch(page)).not.toBeChecked();
    await expect.poll(() => isRefused(port)).toBe(true);
    await expect(state(page)).toBeHidden();
    await expect(keyOf(page, 'First key')).toBeVisible();

    const entries = await readdir(desktop.data, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      expect((await readFile(file)).includes(key), entry.name).toBe(false);
    }
  });

  test('a key is held to its quota, and to its end', async ({ desktop }) => {
    const port = await freePort();
    const { page } = await openApi(desktop, port);
    await switchOn(page, port);
    await section(page).getByRole('button', { name: 'Done' }).click();
    const key = await addKey(page, 'Shop', '1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const shop = keyOf(page, 'Shop');
    await expect(shop).toContainText(
      'May cut pictures · 60 requests a minute · 0 of 1 credit used',
    );
    expect((await cutMug(port, key)).status).toBe(200);
    expect((await cutMug(port, key)).status).toBe(402);
    await expect(shop).toContainText('1 of 1 credit used');

    await shop.getByRole('button', { name: 'Revoke Shop' }).press('Enter');
    await expect(shop.getByRole('button', { name: 'Keep' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(shop.getByRole('button', { name: 'Revoke Shop' })).toBeFocused();
    expect((await cutMug(port, key)).status).toBe(402);
    await page.keyboard.press('Enter');
    await shop.getByRole('button', { name: 'Revoke', exact: true }).press('Enter');
    await expect(shop).toBeHidden();
    await expect(section(page).getByRole('button', { name: 'Add key' })).toBeFocused();
    expect((await cut(port, key, Buffer.from('any picture'))).status).toBe(403);
  });
});

test('a port that is taken is told, and another one is used', async ({ desktop }) => {
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  const { port: taken } = other.address() as AddressInfo;
  try {
    const { page } = await openApi(desktop, taken);
    await theSwitch(page).press('Space');
    await expect(state(page)).toContainText(`Another program listens on port ${taken}`);
    const free = await freePort();
    const field = section(page).getByRole('textbox', { name: 'Port' });
    await field.fill(String(free));
    await field.press('Enter');
    await expect(state(page)).toContainText(`http://127.0.0.1:${free}`);
    expect(await isRefused(free)).toBe(false);

    await field.fill(String(taken));
    await field.press('Enter');
    await expect(state(page)).toContainText(`Another program listens on port ${taken}`);
    await new Promise<void>((resolve) => {
      other.close(() => {
        resolve();
      });
    });
    await state(page).getByRole('button', { name: 'Try again' }).press('Enter');
    await expect(state(page)).toContainText(`http://127.0.0.1:${taken}`);
    expect(await isRefused(taken)).toBe(false);
  } finally {
    other.close();
  }
});

test('serves again with the next start, by the same keys', async ({ desktop }) => {
  const port = await freePort();
  const { app, page } = await openApi(desktop, port);
  const key = await switchOn(page, port);
  await app.close();
  expect(await isRefused(port)).toBe(true);

  const again = await openApi(desktop, port);
  await expect(state(again.page)).toContainText(`http://127.0.0.1:${port}`);
  const me = await fetch(`http://127.0.0.1:${port}/v1/me`, { headers: { 'x-api-key': key } });
  expect(me.status).toBe(200);
  await expect(section(again.page).getByRole('listitem')).toHaveCount(1);
  await expect(shownKey(again.page, 'First key')).toBeHidden();
});

test('the window may copy nothing but keys, and opens no address of its own', async ({
  desktop,
}) => {
  const { app, page } = await openApi(desktop, await freePort());
  const codes = await page.evaluate(async () => {
    const wrong = [
      ['api.copyKey', { secret: 'rm -rf /' }],
      ['api.openPage', { url: 'https://example.com/' }],
      ['api.openPage', {}],
      ['api.copyAddress', {}],
    ] as const;
    const answers = await Promise.all(
      wrong.map(([name, input]) => window.offcut.request(name, input)),
    );
    return answers.map((answer) => (answer.ok ? 'accepted' : answer.error.code));
  });
  expect(new Set(codes)).toEqual(new Set(['request-refused']));
  if (app.host === 'chromium') expect(await recorded(app, 'shell.openExternal')).toEqual([]);
});
