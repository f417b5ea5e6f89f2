import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { requestNames } from '../../src/shared/bridge/channels.ts';
import { requestSchemas } from '../../src/shared/bridge/contract.ts';
import type { DesktopApp } from '../host/host.ts';
import {
  ask,
  countsOf,
  expect,
  openDesktop,
  readyPage,
  test,
  transparentSettings,
  type Desktop,
} from './desktop.ts';

interface WithPreferences {
  readonly getLastWebPreferences: (this: unknown) => Electron.WebPreferences;
}

/** One app for all: nothing that is tried here may change it. */
let desktop: Desktop;
let app: DesktopApp;
let page: Page;

test.beforeAll(async () => {
  desktop = await openDesktop({ dataFiles: { 'settings.json': transparentSettings } });
  const [picture = ''] = await desktop.pictures(1);
  app = await desktop.launch([picture]);
  page = await readyPage(app);
  await expect.poll(async () => (await countsOf(page)).done).toBe(1);
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
  });
});
test.afterEach(async () => {
  const info = test.info();
  if (info.status === info.expectedStatus) return;
  await info.attach('main process', { body: desktop.output(), contentType: 'text/plain' });
});
test.afterAll(async () => {
  await desktop.close();
});

const readLog = () => readFile(desktop.log, 'utf8');
test('S1: the window is shut off from Node and from Electron', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Electron has it for tests, without telling its types.
    const { getLastWebPreferences } = contents as unknown as WithPreferences;
    return JSON.parse(JSON.stringify(getLastWebPreferences.call(contents))) as object;
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
  const seen = await page.evaluate(() => {
    const names = ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer', 'global'];
    return {
      leaked: names.filter((name) => name in globalThis),
      bridge: Object.keys(window.offcut).sort(),
      kinds: Object.values(window.offcut).map((value) => typeof value),
      frozen: Object.isFrozen(window.offcut),
    };
  });
  expect(seen).toEqual({
    leaked: [],
    bridge: ['on', 'request', 'takeFiles'],
    kinds: ['function', 'function', 'function'],
    frozen: true,
  });
});

test('S1: the page gets no permission', async () => {
  const got = await page.evaluate(async () => {
    const granted: string[] = [];
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'midi',
      'clipboard-read',
      'storage-access',
      'window-management',
    ];
    for (const name of names) {
      const status = await navigator.permissions
        .query({ name: name as PermissionName })
        .catch(() => undefined);
      if (status?.state === 'granted') granted.push(name);
    }
    const attempt = async (what: string, use: () => Promise<unknown>) => {
      const late = new Promise((_, reject) => setTimeout(reject, 1000));
      await Promise.race([use(), late]).then(
        () => granted.push(`use of ${what}`),
        () => undefined,
      );
    };
    await attempt('camera', () => navigator.mediaDevices.getUserMedia({ video: true }));
    await attempt('microphone', () => navigator.mediaDevices.getUserMedia({ audio: true }));
    await attempt('screen', () => navigator.mediaDevices.getDisplayMedia());
    await attempt('clipboard', () => navigator.clipboard.readText());
    await attempt('midi', () => navigator.requestMIDIAccess());
    await attempt(
      'place',
      () =>
        new Promise((resolve, reject) => {
          navigator.geolocation.getCurrentPosition(resolve, reject);
        }),
    );
    if ((await Notification.requestPermission()) === 'granted')
      granted.push('use of notifications');
    return granted;
  });
  expect(got).toEqual([]);
});

test('S2: whatever shape a request has, it is answered, and refused unless it is right', async () => {
  test.slow();
  for (const name of requestNames) {
    const schema = requestSchemas[name];
    const fields = 'shape' in schema ? Object.keys(schema.shape) : [];
    // What a schema takes would have its effect: only the others are sent.
    const wrong = [null, -1, 1.5, true, '', '../../etc/passwd', [], [[]], {}, { job: 1 }];
    const built = fields.flatMap((field) => [
      ...wrong.map((value) => ({ [field]: value })),
      { [field]: 'x'.repeat(10_000) },
      { [field]: { constructor: { prototype: {} } } },
    ]);
    const objects = [...built, { unknown: 1 }, { constructor: 1 }, { toString: 'x', length: 3 }];
    const refusable = objects.filter((value) => !schema.safeParse(value).success);
    const codes = await page.evaluate(
      async ([asked, values]) => {
        const nested: unknown[] = [];
        let inner = nested;
        for (let depth = 0; depth < 200; depth++) inner.push((inner = []));
        const shapes: unknown[] = [
          undefined,
          null,
          0,
          true,
          NaN,
          1n,
          'x'.repeat(100_000),
          [],
          [null],
          nested,
          new Uint8Array(1000),
          Object.assign(Object.create(null) as object, { unknown: null }),
          JSON.parse('{"__proto__":{"polluted":true},"unknown":1}') as unknown,
          ...values,
        ];
        const answers = await Promise.all(
          shapes.map((shape) => window.offcut.request(asked, shape)),
        );
        return answers.map((answer) => (answer.ok ? 'accepted' : answer.error.code));
      },
      [name, refusable] as const,
    );
    expect([...new Set(codes)], name).toEqual(['request-refused']);
  }
  // As large as it gets, where lists are taken.
  for (const [name, field] of [
    ['queue.add', 'inputs'],
    ['queue.jobs', 'jobs'],
    ['queue.drag', 'jobs'],
  ] as const) {
    const code = await page.evaluate(
      async ([asked, key]) => {
        const answer = await window.offcut.request(asked, { [key]: Array(1_000_000).fill(1) });
        return answer.ok ? 'accepted' : answer.error.code;
      },
      [name, field] as const,
    );
    expect(code, name).toBe('request-refused');
  }
  expect(await app.evaluate(() => 'polluted' in {})).toBe(false);
  expect(await countsOf(page)).toMatchObject({ done: 1 });
  expect(await readLog()).toContain('queue.drag refused');
});

test('S2: ids that name nothing are refused by their own codes', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  const job = 999_999;
  const cases = [
    ['queue.add', { inputs: [id] }, 'choice-gone'],
    ['queue.addPlanned', { plan: id }, 'choice-gone'],
    ['queue.reveal', { job, what: 'source' }, 'job-unknown'],
    ['queue.open', { job, what: 'output' }, 'job-unknown'],
    ['queue.copy', { job }, 'job-unknown'],
    ['queue.drag', { jobs: [job] }, 'job-unknown'],
    ['folders.add', { folder: id, destination: id }, 'choice-gone'],
    ['folders.pause', { id: job, paused: true }, 'hot-folder-unknown'],
    ['folders.reveal', { id: job, what: 'folder' }, 'hot-folder-unknown'],
  ] as const;
  for (const [name, input, code] of cases) {
    await expect(ask(page, name, input), name).rejects.toThrow(`${code}:`);
  }
});

test('S2: there are no other channels', async () => {
  const answers = await page.evaluate(async () => {
    const names = ['', 'queue', 'inputs.take', 'offcut:queue.counts', '__proto__', 'constructor'];
    const { offcut } = window as unknown as {
      offcut: { request: (name: string, input: unknown) => Promise<unknown> };
    };
    return Promise.all(
      names.map((name) =>
        offcut.request(name, {}).then(
          () => 'answered',
          (error: unknown) => String(error),
        ),
      ),
    );
  });
  for (const answer of answers) expect(answer).toContain('there is no channel');
});
