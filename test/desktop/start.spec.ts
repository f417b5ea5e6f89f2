import { readdir, readFile } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { ask, countsOf, expect, readyPage, test } from './desktop.ts';
import { enginesOf } from './processes.ts';

const doneIn = (page: Page) => async () => (await countsOf(page)).done;

async function leastAlpha(file: string): Promise<number | undefined> {
  const { channels } = await sharp(file).stats();
  return channels[3]?.min;
}

test('the window opens without a complaint, and cuts what the command line names', async ({
  desktop,
}) => {
  const [first = '', second = ''] = await desktop.pictures(2);
  const app = await desktop.launch([path.basename(first), second]);
  const page = await readyPage(app);
  await expect(page).toHaveTitle('Offcut');
  await expect.poll(doneIn(page)).toBe(2);
  const made = await readdir(desktop.cutouts);
  expect(made).toHaveLength(2);
  for (const name of made) expect(await leastAlpha(path.join(desktop.cutouts, name))).toBe(0);

  // Again from the first line on, now that somebody listens.
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.reload();
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  for (const name of ['Hot folders', 'Providers', 'Settings', 'Queue']) {
    await page.getByRole('button', { name, exact: true }).click();
  }
  await page.waitForTimeout(500);
  expect(complaints).toEqual([]);
  expect(app.output()).not.toContain('not in the stand-in');

  await app.close();
  expect(await app.waitForExit()).toBe(0);
});

test('the window takes up the accent of the system, where it can be read', async ({ desktop }) => {
  const app = await desktop.launch();
  const page = await readyPage(app);
  const accent = () =>
    page.evaluate(() => {
      document.documentElement.dataset['theme'] = 'light';
      return getComputedStyle(document.documentElement).getPropertyValue('--accent');
    });
  const set = (color: string) =>
    app.evaluate(({ systemPreferences }, chosen) => {
      systemPreferences.getAccentColor = () => chosen;
      systemPreferences.emit('accent-color-changed', {}, chosen);
    }, color);
  await set('0A4FA0FF');
  await expect.poll(accent).toBe('#0a4fa0');
  await set('FFE066FF');
  await expect.poll(accent).toBe('#1d7a50');
});

test('a second start hands its files to the first and ends', async ({ desktop }) => {
  await desktop.pictures(1);
  const app = await desktop.launch();
  const page = await readyPage(app);
  const second = await desktop.launch(['picture-1.png']);
  expect(await second.waitForExit()).toBe(0);
  await expect.poll(doneIn(page)).toBe(1);
  const [made = ''] = await readdir(desktop.cutouts);
  expect(await leastAlpha(path.join(desktop.cutouts, made))).toBe(0);
  expect(app.windows()).toHaveLength(1);
});

test.describe('with settings that nobody can read', () => {
  test.use({ dataFiles: { 'settings.json': '{ "general": { "theme": "da' } });

  test('they are kept aside and the app works; what is set then survives a restart', async ({
    desktop,
  }) => {
    const app = await desktop.launch();
    const page = await readyPage(app);
    await expect(page.getByText('The settings could not be read')).toBeVisible();
    const [aside = ''] = (await readdir(desktop.data)).filter((name) =>
      name.startsWith('settings.broken-'),
    );
    expect(await readFile(path.join(desktop.data, aside), 'utf8')).toContain('"theme": "da');

    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(true);
    await app.close();
    expect(await app.waitForExit()).toBe(0);

    const again = await desktop.launch();
    const next = await readyPage(again);
    expect((await ask(next, 'app.start', {})).settings.general.theme).toBe('dark');
    expect(await again.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
    await expect(next.getByText('The settings could not be read')).toHaveCount(0);
  });
});

test('what waits when the app is quit is cut after the next start', async ({ desktop }) => {
  const files = await desktop.pictures(5);
  const app = await desktop.launch();
  const page = await readyPage(app);
  await ask(page, 'queue.pause', { batch: null });
  const second = await desktop.launch(files);
  await second.waitForExit();
  await expect.poll(async () => (await countsOf(page)).queued).toBe(5);
  await app.close();
  expect(await app.waitForExit()).toBe(0);
  expect(await readdir(desktop.cutouts).catch(() => [])).toEqual([]);

  const again = await desktop.launch();
  const next = await readyPage(again);
  expect(await countsOf(next)).toMatchObject({ queued: 5, done: 0 });
  await ask(next, 'queue.resume', { batch: null });
  await expect.poll(doneIn(next)).toBe(5);
  expect(await readdir(desktop.cutouts)).toHaveLength(5);
});

test('a page that crashes comes back and says so, and the queue goes on', async ({ desktop }) => {
  const files = await desktop.pictures(4);
  const app = await desktop.launch();
  const page = await readyPage(app);
  await ask(page, 'queue.pause', { batch: null });
  const second = await desktop.launch(files);
  await second.waitForExit();
  await expect.poll(async () => (await countsOf(page)).queued).toBe(4);
  await ask(page, 'queue.resume', { batch: null });
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(() => app.windows().some((each) => each !== page)).toBe(true);
  const next = await readyPage(app);
  await expect(next.getByText('The window had to be opened anew')).toBeVisible();
  await expect.poll(doneIn(next)).toBe(4);
});

test('an engine that is killed under the window costs no picture', async ({ desktop }) => {
  test.skip(process.platform === 'win32', 'looks for the engine with ps');
  const files = await desktop.pictures(12);
  const app = await desktop.launch(files);
  const page = await readyPage(app);
  await expect.poll(() => enginesOf(app)).toHaveLength(1);
  await expect.poll(doneIn(page), { intervals: [20] }).toBeGreaterThan(0);
  const [engine = 0] = enginesOf(app);
  // Behind the window, which has to answer while pictures are cut.
  expect(getPriority(engine)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
  process.kill(engine, 'SIGKILL');
  await expect.poll(doneIn(page)).toBe(12);
  expect(await readdir(desktop.cutouts)).toHaveLength(12);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  // One more picture needs an engine in any case.
  const more = await desktop.pictures(1, 'more');
  await (await desktop.launch(more)).waitForExit();
  await expect.poll(doneIn(page)).toBe(13);
  expect(enginesOf(app)).not.toContain(engine);
});
