import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base, type Page } from '@playwright/test';
import type { RequestName } from '../../src/shared/bridge/channels.ts';
import type { Bridge, RequestAnswer, RequestInput } from '../../src/shared/bridge/contract.ts';
import { launchDesktop, type DesktopApp, type LaunchOptions } from '../host/host.ts';
import { transparentPicture } from '../helpers/transparent-picture.ts';

declare global {
  interface Window {
    readonly offcut: Bridge;
  }
}

/** The folder of the sample pictures. */
export const samples = path.resolve(import.meta.dirname, '..', '..', 'samples');

/** A user's folders, with an app to start in them. */
export interface Desktop {
  /** Where pictures of the user are, and what relative paths start from. */
  readonly folder: string;
  readonly data: string;
  readonly home: string;
  /** Where cutouts go by default. */
  readonly cutouts: string;
  readonly log: string;
  /** Starts the app. All of them are ended after the test. */
  launch(args?: readonly string[], options?: Omit<LaunchOptions, 'args'>): Promise<DesktopApp>;
  /** Pictures that need no model, by their paths. */
  pictures(count: number, prefix?: string): Promise<readonly string[]>;
  /** What all apps have printed. */
  output(): string;
  close(): Promise<void>;
}

interface OpenDesktopOptions {
  /** What lies in the data folder before the start, by name. */
  readonly dataFiles?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Cuts by a picture's own transparency, so that no model has to run. */
export const transparentSettings = JSON.stringify({
  version: 1,
  cutting: { recipe: { transparency: 'return-input-if-not-opaque' } },
});

export async function openDesktop(options: OpenDesktopOptions = {}): Promise<Desktop> {
  const root = await mkdtemp(path.join(tmpdir(), 'offcut-desktop-'));
  const [folder, data, home] = ['shop', 'data', 'home'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(path.join(home, 'Pictures'), { recursive: true });
  await mkdir(folder);
  await mkdir(data);
  for (const [name, text] of Object.entries(options.dataFiles ?? {})) {
    await writeFile(path.join(data, name), text);
  }
  const started: DesktopApp[] = [];
  const ended = new Set<DesktopApp>();
  return {
    folder,
    data,
    home,
    cutouts: path.join(home, 'Pictures', 'Offcut'),
    log: path.join(data, 'logs', 'offcut.log'),
    launch: async (args = [], more = {}) => {
      const env = { OFFCUT_DATA: data, HOME: home, USERPROFILE: home, LANG: 'en_US.UTF-8' };
      const app = await launchDesktop({
        cwd: folder,
        ...more,
        args,
        env: { ...env, ...options.env, ...more.env },
      });
      started.push(app);
      void app.waitForExit().then(() => ended.add(app));
      return app;
    },
    pictures: async (count, prefix = 'picture') => {
      const files = Array.from({ length: count }, (_, index) =>
        path.join(folder, `${prefix}-${index + 1}.png`),
      );
      for (const [index, file] of files.entries()) {
        await writeFile(file, await transparentPicture(index));
      }
      return files;
    },
    output: () => started.map((app) => app.output()).join('\n'),
    close: async () => {
      for (const app of started) {
        if (!ended.has(app)) await app.kill();
      }
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

interface Fixtures {
  /** What lies in the data folder before the first start, by name. */
  readonly dataFiles: Readonly<Record<string, string>>;
  readonly desktop: Desktop;
}

export const test = base.extend<Fixtures>({
  dataFiles: [{ 'settings.json': transparentSettings }, { option: true }],
  desktop: async ({ dataFiles }, use, info) => {
    const desktop = await openDesktop({ dataFiles });
    await use(desktop);
    if (info.status !== info.expectedStatus) {
      await info.attach('main process', { body: desktop.output(), contentType: 'text/plain' });
    }
    await desktop.close();
  },
});
export { expect } from '@playwright/test';

/** One user's folders for all tests of a file: what is tried in them may change nothing for others. */
export function sharedDesktop(options: OpenDesktopOptions = {}): () => Desktop {
  let desktop: Desktop | undefined;
  const get = () => {
    if (desktop === undefined) throw new Error('it is opened before the tests');
    return desktop;
  };
  test.beforeAll(async () => {
    desktop = await openDesktop(options);
  });
  test.afterEach(async () => {
    const info = test.info();
    if (info.status === info.expectedStatus) return;
    await info.attach('main process', { body: get().output(), contentType: 'text/plain' });
  });
  test.afterAll(async () => {
    await desktop?.close();
  });
  return get;
}

/** The app's window once it can be used. */
export async function readyPage(app: DesktopApp): Promise<Page> {
  const page = await app.firstWindow();
  page.setDefaultTimeout(60_000);
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  return page;
}

/** What the user chooses in the system's dialogs from now on. */
export const chooseFiles = (app: DesktopApp, filePaths: readonly string[]) =>
  app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...paths] });
  }, filePaths);

/** Asks as the window does. @throws what the main process answered instead of a value */
export async function ask<N extends RequestName>(
  page: Page,
  name: N,
  input: RequestInput<N>,
): Promise<RequestAnswer<N>> {
  const answer = await page.evaluate(([asked, value]) => window.offcut.request(asked, value), [
    name,
    input,
  ] as const);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.value as RequestAnswer<N>;
}

/** How many jobs are in each state. */
export const countsOf = async (page: Page) => (await ask(page, 'queue.counts', {})).counts;
