import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { startFixture, type FixtureMain } from './fixture/fixture-app.ts';
import type { DesktopApp } from './host.ts';

const temp = useTempFolder();
const running: DesktopApp[] = [];
afterEach(async () => {
  for (const app of running.splice(0)) await app.kill();
});

async function start(userData: string, args: readonly string[] = []): Promise<DesktopApp> {
  const app = await startFixture(userData, { args });
  running.push(app);
  return app;
}

async function loaded(app: DesktopApp): Promise<void> {
  await (await app.firstWindow()).locator('h1').waitFor();
  await eventually(() => {
    expect(app.output()).toContain('loaded');
  });
}

const profiles = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('offcut-stand-in-'));

test('quits in the order that Electron documents', async () => {
  const app = await start(await temp());
  await loaded(app);
  await app.close();
  expect(await app.waitForExit()).toBe(0);
  const [, ...after] = app.output().trim().split('\n');
  expect(after).toEqual(['before-quit', 'close', 'closed', 'will-quit', 'quit']);
});

test('ends after its last window as the app says, unless a window stays', async () => {
  const app = await start(await temp());
  await loaded(app);
  await app.evaluate(({ app: electron, BrowserWindow }) => {
    const { fixture } = globalThis as unknown as FixtureMain;
    fixture.preventClose = true;
    BrowserWindow.getAllWindows()[0]?.close();
    electron.quit();
    fixture.preventClose = false;
  });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await (await app.firstWindow()).close();
  expect(await app.waitForExit()).toBe(0);
  expect(app.output().trim().split('\n').slice(1)).toEqual([
    'close',
    'before-quit',
    'close',
    'close',
    'closed',
    'window-all-closed',
    'before-quit',
    'will-quit',
    'quit',
  ]);
});

test('there is one instance for each folder of user data', async () => {
  const userData = await temp();
  const first = await start(userData);
  await loaded(first);
  const second = await start(userData, ['a.png']);
  expect(await second.waitForExit()).toBe(3);
  const seen = () => first.evaluate(() => (globalThis as unknown as FixtureMain).fixture.seen);
  await eventually(async () => {
    expect(await seen()).toContainEqual([
      'second-instance',
      [`--user-data-dir=${userData}`, 'a.png'],
      process.cwd(),
      { greeting: 'hello' },
    ]);
  });
  await first.kill();
  // The lock of a killed instance holds nobody up.
  const third = await start(userData);
  await loaded(third);
});

test.skipIf(process.platform === 'win32')('a signal to end is a request to quit', async () => {
  const app = await start(await temp());
  await loaded(app);
  await app.kill('SIGTERM');
  expect(app.output()).toContain('before-quit');
});

test.skipIf(process.platform === 'win32')('a killed app leaves nothing running', async () => {
  const before = await profiles();
  const app = await start(await temp());
  await loaded(app);
  const [profile] = (await profiles()).filter((name) => !before.includes(name));
  expect(profile).toBeDefined();
  const ours = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(`${tmpdir()}/${String(profile)}`));
  expect(ours()).not.toEqual([]);
  await app.kill('SIGKILL');
  await eventually(async () => {
    expect(ours()).toEqual([]);
    expect(await profiles()).not.toContain(profile);
  });
});
