/// <reference lib="dom" />
import { expect } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { chooseFiles, dropFiles } from './drop-files.ts';
import { startFixture, type FixtureMain, type FixturePage } from './fixture/fixture-app.ts';
import type { DesktopApp } from './host.ts';
import { recorded } from './recorded.ts';

type Globals = FixturePage & FixtureMain;

/** One app for the tests that leave it as it was. */
describe('a window of the stand-in', () => {
  let [app, page]: [DesktopApp?, Page?] = [];
  let folder = '';
  const it = () => {
    if (app === undefined || page === undefined) throw new Error('not started');
    return { app, page };
  };
  const seen = () => it().app.evaluate(() => (globalThis as unknown as Globals).fixture.seen);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'offcut-fixture-'));
    app = await startFixture(path.join(folder, 'data'));
    page = await app.firstWindow();
    await page.locator('h1').waitFor();
    await page.waitForLoadState();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('has the size that the app asked for, and its title', async () => {
    expect(await it().page.evaluate(() => [innerWidth, innerHeight])).toEqual([640, 480]);
    await expect(it().page).toHaveTitle('fixture');
  });

  test('carries values to main and back as structured clone does', async () => {
    const { page } = it();
    const answer = await page.evaluate(async () => {
      const { fixture } = globalThis as unknown as Globals;
      const value = {
        bytes: new Uint8Array([1, 2]),
        map: new Map([['key', 1n]]),
        date: new Date(5),
        error: new RangeError('far'),
        missing: undefined,
        numbers: [NaN, -0],
      };
      const back = (await fixture.invoke('echo', value)) as typeof value;
      return [
        back.bytes instanceof Uint8Array && back.bytes.join() === '1,2',
        back.map.get('key') === 1n,
        back.date.getTime() === 5,
        back.error instanceof RangeError && back.error.message === 'far',
        'missing' in back && Object.is(back.numbers[1], -0),
        await fixture.ping(4),
      ];
    });
    expect(answer).toEqual([true, true, true, true, true, 5]);
  });

  test('words the errors of main as Electron does', async () => {
    const { page } = it();
    const messages = await page.evaluate(async () => {
      const { fixture } = globalThis as unknown as Globals;
      const message = async (channel: string, ...args: unknown[]) => {
        try {
          return await fixture.invoke(channel, ...args);
        } catch (error) {
          return (error as Error).message;
        }
      };
      return [await message('fail'), await message('none'), await message('echo', document)];
    });
    expect(messages[0]).toBe("Error invoking remote method 'fail': TypeError: it failed");
    expect(messages[1]).toBe(
      "Error invoking remote method 'none': Error: No handler registered for 'none'",
    );
    expect(messages[2]).toBe('An object could not be cloned.');
  });

  test('gives the page a bridge that it cannot change', async () => {
    const { page } = it();
    const result = await page.evaluate(() => {
      const { fixture } = globalThis as unknown as Globals;
      return [Object.isFrozen(fixture), Object.isFrozen(fixture.list)];
    });
    expect(result).toEqual([true, true]);
    await expect(
      page.evaluate(() => {
        (globalThis as unknown as Globals).fixture.unknown();
      }),
    ).rejects.toThrow('not in the stand-in: ipcRenderer.sendSync');
  });

  test("says where a call comes from, in the app's own words", async () => {
    const { page } = it();
    const where = () =>
      page.evaluate(() => (globalThis as unknown as Globals).fixture.invoke('where'));
    expect(await where()).toEqual({
      url: 'app://offcut/index.html',
      origin: 'app://offcut',
      parent: null,
    });
    const framed = () => page.evaluate(() => (globalThis as unknown as Globals).framed);
    await expect
      .poll(framed)
      .toMatchObject({ url: 'app://offcut/frame.html', parent: 'app://offcut/index.html' });
  });

  test("keeps the page to the app's policy", async () => {
    const { page } = it();
    const inline = () => page.evaluate(() => (globalThis as unknown as Globals).inline);
    expect(await inline()).toBeUndefined();
    await expect(page.evaluate(() => fetch('http://127.0.0.1:1/'))).rejects.toThrow('fetch');
  });

  test("shows pictures of the app's own scheme", async () => {
    await expect(it().page.locator('#picture')).toHaveJSProperty('naturalWidth', 33);
    expect(await seen()).toContainEqual(['media', 'fixture-media://thumb/7']);
  });

  test('tells the path of dropped and of chosen files, and of no others', async () => {
    const { page } = it();
    const file = path.join(folder, 'a picture.txt');
    await writeFile(file, 'x');
    await dropFiles(page, '#drop', [file, folder]);
    const dropped = () => page.evaluate(() => (globalThis as unknown as Globals).dropped);
    await expect.poll(dropped).toEqual([file, folder]);
    await chooseFiles(page, 'input[type=file]', [file]);
    const paths = await page.evaluate(() => {
      const { fixture } = globalThis as unknown as Globals;
      const chosen = document.querySelector('input')?.files?.[0];
      return [fixture.pathOf(chosen), fixture.pathOf(new File(['x'], 'made.txt'))];
    });
    expect(paths).toEqual([file, '']);
  });

  test('asks the app before a page goes elsewhere or opens a window', async () => {
    const { page } = it();
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await expect.poll(seen).toContainEqual(['will-navigate', 'https://example.com/']);
    await page.evaluate(() => {
      open('https://example.org/');
    });
    await expect.poll(seen).toContainEqual(['window-open', 'https://example.org/']);
    expect(await page.evaluate(() => location.pathname)).toBe('/index.html');
    await expect.poll(() => page.context().pages().length).toBe(1);
  });

  test("lets the app filter its pages' requests", async () => {
    const { page } = it();
    await page.evaluate(() => {
      new Image().src = 'http://127.0.0.1:9/blocked.png';
    });
    await expect.poll(seen).toContainEqual(['blocked', 'http://127.0.0.1:9/blocked.png', 'image']);
  });

  test('gives pages the permissions that the app gives', async () => {
    const states = await it().page.evaluate(async () => [
      (await navigator.permissions.query({ name: 'geolocation' })).state,
      (await navigator.permissions.query({ name: 'notifications' })).state,
    ]);
    expect(states).toEqual(['denied', 'granted']);
  });

  test('records what it does not do', async () => {
    const { app, page } = it();
    await page.evaluate(() => (globalThis as unknown as Globals).fixture.invoke('look'));
    expect(await recorded(app, 'shell.openExternal')).toEqual([
      { name: 'shell.openExternal', args: ['https://example.com/help'] },
    ]);
  });

  test("runs the application's menu by its keys", async () => {
    await it().page.keyboard.press('ControlOrMeta+o');
    await expect.poll(seen).toContain('open');
  });

  test("pastes the app's clipboard, by menu and by keys", async () => {
    const { app, page } = it();
    const events = () => page.evaluate(() => (globalThis as unknown as Globals).events);
    await app.evaluate(async ({ clipboard }) => {
      await clipboard.writeText('from the app');
    });
    await page.locator('#text').focus();
    await page.keyboard.press('ControlOrMeta+v');
    await expect(page.locator('#text')).toHaveValue('from the app');
    await app.evaluate(async ({ BrowserWindow, clipboard, ClipboardItem }) => {
      await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(3)]) })]);
      BrowserWindow.getAllWindows()[0]?.webContents.paste();
    });
    await expect.poll(events).toContainEqual(['paste', '', 1]);
    await page.locator('#text').selectText();
    await page.keyboard.press('ControlOrMeta+c');
    await expect
      .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe('from the app');
  });

  test('has the states of a window', async () => {
    const { app, page } = it();
    const states = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const events: string[] = [];
      if (window === undefined) return events;
      window.on('maximize', () => events.push('maximize'));
      window.on('unmaximize', () => events.push('unmaximize'));
      window.on('hide', () => events.push('hide'));
      window.on('focus', () => events.push('focus'));
      window.maximize();
      window.unmaximize();
      window.hide();
      window.show();
      window.setContentSize(700, 500);
      return [...events, window.isFocused(), BrowserWindow.getFocusedWindow()?.id === window.id];
    });
    expect(states).toEqual(['maximize', 'unmaximize', 'hide', 'focus', true, true]);
    await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([700, 500]);
  });

  test("shows the app's theme to its pages", async () => {
    const { app, page } = it();
    const dark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    expect(await dark()).toBe(false);
    await app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark';
    });
    await expect.poll(dark).toBe(true);
  });

  test('has what a test puts in the place of a dialog', async () => {
    const { app } = it();
    const answer = await app.evaluate(async ({ dialog }) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/a'] });
      return dialog.showOpenDialog({});
    });
    expect(answer.filePaths).toEqual(['/a']);
  });

  test('throws for what it does not have', async () => {
    const { app } = it();
    const lacking = app.evaluate(({ app: electron }) => {
      electron.setJumpList([]);
    });
    await expect(lacking).rejects.toThrow('not in the stand-in: app.setJumpList');
  });

  test('comes back after its page has crashed', async () => {
    const { app, page } = it();
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect.poll(() => app.windows().some((one) => one !== page)).toBe(true);
    expect(await seen()).toContainEqual(['gone', 'crashed']);
    const next = await app.firstWindow();
    await expect(next.locator('h1')).toHaveText('Fixture');
  });
});
