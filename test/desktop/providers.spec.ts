import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { ProviderId } from '../../src/shared/provider.ts';
import type { DesktopApp } from '../host/host.ts';
import { goodKeys, startS3Server } from '../helpers/s3-program.ts';
import { startPoof } from '../providers/servers/poof.ts';
import { ask, expect, readyPage, test, type Desktop } from './desktop.ts';

const KEY = 'secret-of-the-user-7f3a';

async function openProviders(desktop: Desktop): Promise<{ app: DesktopApp; page: Page }> {
  const app = await desktop.launch();
  const page = await readyPage(app);
  await page.keyboard.press('ControlOrMeta+3');
  await page.getByRole('heading', { name: 'Providers', level: 1 }).waitFor();
  return { app, page };
}

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const namesIn = (page: Page) => page.getByRole('article').getByRole('heading', { level: 2 });

async function saveKey(page: Page, name: string, key: string): Promise<void> {
  const field = card(page, name).getByLabel(`Key for ${name}`, { exact: true });
  await expect(field).toHaveAttribute('type', 'password');
  await expect(field).toHaveAttribute('autocomplete', 'off');
  await field.fill(key);
  await field.press('Enter');
  await expect(card(page, name)).toContainText(`Key …${key.slice(-4)}`);
}

/** As the settings have it. */
async function accountOf(page: Page, id: ProviderId) {
  const { providers } = await ask(page, 'settings.change', {});
  return providers.accounts.find((account) => account.id === id);
}

/** All that the page holds: its elements, and what is typed into them. */
const pageText = (page: Page) =>
  page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input, textarea')].map((field) =>
        field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
          ? field.value
          : '',
      ),
    ].join('\n'),
  );

test('says when pictures leave this computer, and who may be asked', async ({ desktop }) => {
  const { page } = await openProviders(desktop);
  await expect(page.getByText('Pictures leave this computer only for a batch')).toBeVisible();
  await expect(page.getByText('This system has no keychain')).toBeVisible();
  await expect(namesIn(page)).toHaveText([
    'Clipdrop',
    'Poof',
    'IMG Processing',
    'Crop.photo',
    'Tengr.ai',
    'remove.bg',
  ]);
  await expect(card(page, 'IMG Processing')).toContainText('Takes files · 2 credits a picture');
  await expect(card(page, 'Crop.photo')).toContainText('only pictures at public web addresses');
  await expect(page.getByText('The network is switched off')).toBeHidden();
  await ask(page, 'settings.change', { privacy: { networkOff: true } });
  await expect(page.getByText('The network is switched off')).toBeVisible();
});

test('a key goes in and shows how it ends, until it is removed', async ({ desktop }) => {
  const { page } = await openProviders(desktop);
  const poof = card(page, 'Poof');
  const field = poof.getByLabel('Key for Poof', { exact: true });
  await field.fill('no key');
  await field.press('Enter');
  await expect(poof).toContainText('A key has 4 to 500 letters');

  await saveKey(page, 'Poof', KEY);
  await expect(poof).toContainText('until Offcut ends');
  await expect(poof.getByRole('button', { name: 'Test' })).toBeFocused();
  const { providers } = await ask(page, 'providers.list', {});
  expect(providers.find(({ id }) => id === 'poof')?.key).toEqual({
    lastFour: KEY.slice(-4),
    place: 'session',
  });
  const secret = KEY.slice(0, -4);
  expect(JSON.stringify(providers)).not.toContain(secret);
  expect(await pageText(page)).not.toContain(secret);

  await poof.getByRole('button', { name: 'Replace' }).click();
  await expect(field).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(poof.getByRole('button', { name: 'Replace' })).toBeFocused();
  await poof.getByRole('button', { name: 'Remove' }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  expect((await ask(page, 'providers.list', {})).providers.every(({ key }) => key === null)).toBe(
    true,
  );
});

test('a key of the environment is named as such, and is not Offcut’s to remove', async ({
  desktop,
}) => {
  const app = await desktop.launch([], { env: { OFFCUT_CLIPDROP_KEY: KEY } });
  const page = await readyPage(app);
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Providers').click();
  const clipdrop = card(page, 'Clipdrop');
  await expect(clipdrop).toContainText(`Key …${KEY.slice(-4)}from an environment variable`);
  await expect(clipdrop.getByRole('button', { name: 'Test' })).toBeVisible();
  await expect(clipdrop.getByRole('button', { name: 'Remove' })).toBeHidden();
});

test('the order is the user’s, by the keyboard too, and is kept', async ({ desktop }) => {
  const { page } = await openProviders(desktop);
  const earlier = page.getByRole('button', { name: 'Ask Crop.photo earlier' });
  const later = page.getByRole('button', { name: 'Ask Crop.photo later' });
  for (const place of [3, 2, 1]) {
    await earlier.press('Enter');
    await expect(page.getByText(`Crop.photo is now number ${place} of 6.`)).toBeAttached();
    await expect(place === 1 ? later : earlier).toBeFocused();
  }
  await expect(earlier).toBeDisabled();
  await later.press('Enter');
  await expect(later).toBeFocused();
  const order = ['Clipdrop', 'Crop.photo', 'Poof', 'IMG Processing', 'Tengr.ai', 'remove.bg'];
  await expect(namesIn(page)).toHaveText(order);
  const names = async () =>
    (await ask(page, 'providers.list', {})).providers.map(({ name }) => name);
  await expect.poll(names).toEqual(order);

  await page.reload();
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Providers').click();
  await expect(namesIn(page)).toHaveText(order);
});

test('limits, addresses and switches are in the settings', async ({ desktop }) => {
  const { page } = await openProviders(desktop);
  const poof = card(page, 'Poof');
  const trigger = poof.getByRole('button', { name: /^Limits and address/ });
  await trigger.click();
  const [pictures, credits, address] = [
    poof.getByRole('textbox', { name: 'Pictures a day' }),
    poof.getByRole('textbox', { name: 'Credits a month' }),
    poof.getByRole('textbox', { name: 'Address' }),
  ] as const;
  await expect(address).toHaveAttribute('placeholder', 'https://api.poof.bg/v1');
  await pictures.fill('20');
  await pictures.press('Enter');
  await credits.fill('2.5');
  await credits.press('Tab');
  await address.fill('http://poof.example');
  await expect(poof).toContainText('begins with https://');
  await address.press('Escape');
  await address.fill('https://poof.example/v1');
  await address.press('Enter');
  await poof.getByRole('switch', { name: 'May be asked' }).press('Space');
  await expect
    .poll(() => accountOf(page, 'poof'))
    .toEqual({
      id: 'poof',
      enabled: false,
      baseUrl: 'https://poof.example/v1',
      budget: { pictures: { day: 20, month: null }, credits: { day: null, month: 2.5 } },
    });
  await trigger.click();
  await expect(trigger).toContainText('20 pictures a day · 2.5 credits a month · Own address');

  await trigger.click();
  await pictures.fill('');
  await pictures.press('Enter');
  await credits.fill('0');
  await credits.press('Enter');
  await address.fill('');
  await address.press('Enter');
  await expect
    .poll(() => accountOf(page, 'poof'))
    .toMatchObject({
      baseUrl: null,
      budget: { pictures: { day: null }, credits: { month: 0 } },
    });
});

test('a test says what the provider says of the key, and costs nothing', async ({ desktop }) => {
  const server = await startPoof({ credits: 42 });
  try {
    const { page } = await openProviders(desktop);
    const poof = card(page, 'Poof');
    await poof.getByRole('button', { name: /^Limits and address/ }).click();
    await poof.getByRole('textbox', { name: 'Address' }).fill(server.baseUrl);
    await poof.getByRole('textbox', { name: 'Address' }).press('Enter');
    await saveKey(page, 'Poof', server.key);
    await poof.getByRole('button', { name: 'Test' }).click();
    await expect(poof.getByRole('status')).toHaveText('The key works, 42 credits left.');

    await poof.getByRole('button', { name: 'Replace' }).click();
    await saveKey(page, 'Poof', 'a-key-of-somebody-else');
    await poof.getByRole('button', { name: 'Test' }).click();
    await expect(poof.getByRole('status')).toContainText('Poof refused the key');
    // It stays to be read after the test, as how the provider failed last.
    await page.getByRole('navigation', { name: 'Screens' }).getByText('Queue').click();
    await page.keyboard.press('ControlOrMeta+3');
    await expect(poof.getByRole('status')).toContainText(/^Failed last .*Poof refused the key/);
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/me', '/v1/me']);

    // A key is for the address that it was entered for.
    await poof.getByRole('button', { name: /^Limits and address/ }).click();
    await poof.getByRole('textbox', { name: 'Address' }).fill('https://elsewhere.example');
    await poof.getByRole('textbox', { name: 'Address' }).press('Enter');
    await expect(poof.getByRole('button', { name: 'Save key' })).toBeVisible();
    const { providers } = await ask(page, 'providers.list', {});
    expect(providers.find(({ id }) => id === 'poof')?.key).toBeNull();
  } finally {
    await server.close();
  }
});

const bucketIn = (page: Page) => page.getByRole('region', { name: 'Your bucket' });
const bucketField = (page: Page, name: string) => bucketIn(page).getByRole('textbox', { name });
const openBucket = (page: Page) =>
  bucketIn(page)
    .getByRole('button', { name: /^Bucket and keys/ })
    .click();
const stagingOf = async (page: Page) => (await ask(page, 'settings.change', {})).providers.staging;

async function saveBucketKeys(page: Page, id: string, secret: string): Promise<void> {
  const fields = [
    [bucketIn(page).getByLabel('Access key ID', { exact: true }), id],
    [bucketIn(page).getByLabel('Secret access key', { exact: true }), secret],
  ] as const;
  for (const [field, value] of fields) {
    await expect(field).toHaveAttribute('type', 'password');
    await expect(field).toHaveAttribute('autocomplete', 'off');
    await field.fill(value);
  }
  await page.keyboard.press('Enter');
  await expect(bucketIn(page).getByRole('button', { name: /^Test/ })).toBeFocused();
}

test('a bucket is kept as a whole, once it can be one', async ({ desktop }) => {
  const { page } = await openProviders(desktop);
  const bucket = bucketIn(page);
  await expect(bucket).toContainText('Not set up');
  await expect(bucketField(page, 'Region')).toBeHidden();
  await openBucket(page);
  await bucketField(page, 'Address').fill('https://s3.example.com');
  await bucketField(page, 'Region').fill('auto');
  const name = bucketField(page, 'Bucket');
  await name.fill('My pictures');
  await expect(bucket).toContainText('Not saved yet');
  await bucketField(page, 'Region').press('Enter');
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/A bucket’s name has 3 to 63/);
  expect(await stagingOf(page)).toBeNull();

  await name.fill('my-pictures');
  await expect(bucket).not.toContainText('A bucket’s name has');
  await bucketField(page, 'Folder').fill('shop');
  await bucket.getByRole('checkbox', { name: 'Bucket name in the path' }).press('Space');
  await bucket.getByRole('button', { name: 'Save bucket' }).press('Enter');
  await expect(bucket).not.toContainText('Not saved yet');
  const address = { endpoint: 'https://s3.example.com', region: 'auto', bucket: 'my-pictures' };
  expect(await stagingOf(page)).toEqual({ ...address, prefix: 'shop/', pathStyle: true });

  // What is set up is in sight from the start.
  await page.reload();
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Providers').click();
  await expect(name).toHaveValue('my-pictures');
  await expect(bucketField(page, 'Folder')).toHaveValue('shop/');
  await bucket.getByRole('button', { name: 'Remove bucket' }).press('Enter');
  await expect(bucketField(page, 'Address')).toBeFocused();
  await expect(name).toHaveValue('');
  expect(await stagingOf(page)).toBeNull();
});

test('the keys to a bucket show how their id ends, and are tried on it', async ({ desktop }) => {
  const folder = path.join(desktop.folder, 's3');
  await mkdir(folder);
  const server = await startS3Server(folder);
  try {
    const { page } = await openProviders(desktop);
    const bucket = bucketIn(page);
    await openBucket(page);
    await bucketField(page, 'Address').fill(server.endpoint);
    await bucketField(page, 'Region').fill('us-east-1');
    await bucketField(page, 'Bucket').fill(server.bucket);
    await bucket.getByRole('checkbox', { name: 'Bucket name in the path' }).press('Space');
    await bucket.getByRole('button', { name: 'Save bucket' }).click();

    const id = 'SOMEBODY-ELSES-7F3A';
    await saveBucketKeys(page, id, KEY);
    await expect(bucket).toContainText(`Key …${id.slice(-4)}until Offcut ends`);
    const known = await ask(page, 'providers.list', {});
    expect(known.bucketKey).toEqual({ lastFour: id.slice(-4), place: 'session' });
    for (const text of [JSON.stringify(known), await pageText(page)]) {
      for (const secret of [id.slice(0, -4), KEY, KEY.slice(-4)])
        expect(text).not.toContain(secret);
    }
    const outcome = bucket.getByRole('status').filter({ hasText: /bucket/ });
    await page.keyboard.press('Enter');
    await expect(outcome).toContainText('could not be used (access key not known)');

    await bucket.getByRole('button', { name: /^Replace/ }).click();
    await saveBucketKeys(page, goodKeys.accessKeyId, 'another-secret');
    await expect(outcome).toBeHidden();
    await page.keyboard.press('Enter');
    await expect(outcome).toContainText('could not be used (wrong secret key)');

    await bucket.getByRole('button', { name: /^Replace/ }).click();
    await saveBucketKeys(page, goodKeys.accessKeyId, goodKeys.secretAccessKey);
    await page.keyboard.press('Enter');
    await expect(outcome).toHaveText('The bucket works.');
    expect(server.requests.some(({ method }) => method === 'PUT')).toBe(true);
    expect(await server.keys()).toEqual([]);

    await bucket.getByRole('button', { name: /^Remove keys/ }).click();
    await expect(bucket.getByLabel('Access key ID', { exact: true })).toBeFocused();
    expect((await ask(page, 'providers.list', {})).bucketKey).toBeNull();
  } finally {
    await server.close();
  }
});
