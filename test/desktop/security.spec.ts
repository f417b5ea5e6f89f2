import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { requestNames } from '../../src/shared/bridge/channels.ts';
import { requestSchemas } from '../../src/shared/bridge/contract.ts';
import { createWire } from '../host/chromium/page/wire.ts';
import type { DesktopApp } from '../host/host.ts';
import {
  ask,
  countsOf,
  expect,
  sharedDesktop,
  readyPage,
  samples,
  test,
  transparentSettings,
} from './desktop.ts';

interface WithPreferences {
  readonly getLastWebPreferences: (this: unknown) => Electron.WebPreferences;
}

/** One app for all: nothing that is tried here may change it. */
const desktop = sharedDesktop({ dataFiles: { 'settings.json': transparentSettings } });
let app: DesktopApp;
let page: Page;

test.beforeAll(async () => {
  const [picture = ''] = await desktop().pictures(1);
  app = await desktop().launch([picture]);
  page = await readyPage(app);
  await expect.poll(async () => (await countsOf(page)).done).toBe(1);
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
  });
});

const readLog = () => readFile(desktop().log, 'utf8');
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

test('S2: nobody else is answered, not a second window and not a frame', async () => {
  await app.evaluate(({ BrowserWindow }) => {
    const [ours] = BrowserWindow.getAllWindows();
    const contents = ours?.webContents;
    const { getLastWebPreferences } = contents as unknown as WithPreferences;
    const webPreferences = getLastWebPreferences.call(contents);
    const window = new BrowserWindow({ show: false, webPreferences });
    return window.loadURL('app://offcut/index.html');
  });
  await expect.poll(() => app.windows().length).toBe(2);
  const stranger = app.windows()[1] as Page;
  const codes = await stranger.evaluate(async (names) => {
    const answers = await Promise.all(names.map((name) => window.offcut.request(name, {})));
    return answers.map((answer) => (answer.ok ? 'accepted' : answer.error.message));
  }, requestNames);
  for (const code of codes) expect(code).toContain('a window that is not ours');
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows().at(-1)?.destroy();
  });

  await page.evaluate(() => {
    document.body.append(document.createElement('iframe'));
  });
  await expect.poll(() => page.frames().length).toBe(2);
  const frame = page.frames()[1];
  expect(await frame?.evaluate(() => 'offcut' in window)).toBe(false);
  if (app.host === 'chromium') {
    // Past the preload, by the stand-in's own way to main.
    const wire = createWire();
    const call = { kind: 'invoke', channel: 'offcut:queue.counts', args: [{}] };
    const answer = await frame?.evaluate(async (text) => {
      const host = window as unknown as { __offcutStandInCall: (text: string) => Promise<string> };
      return host.__offcutStandInCall(text);
    }, wire.encode(call));
    expect(JSON.stringify(wire.decode(answer ?? ''))).toContain('a frame within a page');
    expect(await readLog()).toContain('queue.counts refused');
  }
  await page.evaluate(() => {
    document.querySelector('iframe')?.remove();
  });
  expect(await readLog()).toContain('it comes from a window that is not ours');
});

test('S3: pictures are named by the ids of jobs, and by nothing else', async () => {
  const loads = (addresses: readonly string[]) =>
    page.evaluate(
      (all) =>
        Promise.all(
          all.map(
            (src) =>
              new Promise<string | undefined>((resolve) => {
                const image = new Image();
                image.onload = () => {
                  resolve(src);
                };
                image.onerror = () => {
                  resolve(undefined);
                };
                image.src = src;
              }),
          ),
        ),
      addresses,
    );
  const { jobs } = await ask(page, 'queue.page', { offset: 0, limit: 1 });
  const id = jobs[0]?.id ?? 0;
  const source = path.join(desktop().folder, 'picture-1.png');
  const good = [`offcut-media://job/${id}/before/256`, `offcut-media://job/${id}/after/full`];
  expect(await loads(good)).toEqual(good);

  const bad = [
    `offcut-media://job/${id + 1000}/after/256`,
    `offcut-media://job/0/after/256`,
    `offcut-media://job/-1/after/256`,
    `offcut-media://job/${id}e0/after/256`,
    `offcut-media://job/${id}/after/257`,
    `offcut-media://job/${id}/constructor/256`,
    `offcut-media://job/${id}/after/256/`,
    `offcut-media://job/${id}/after/256/../../../..${source}`,
    `offcut-media://job/..${source}`,
    `offcut-media://job/%2e%2e%2f%2e%2e${encodeURIComponent(source)}`,
    `offcut-media://job/${encodeURIComponent(source)}`,
    `offcut-media://${source}`,
    `offcut-media://file${source}`,
    `offcut-media:${source}`,
    `offcut-media-evil://job/${id}/after/256`,
    `offcut-media://jobs/${id}/after/256`,
    `offcut-media://user@job/${id}/after/256`,
    `offcut-media://preview/${id}`,
    'offcut-media://preview/00000000-0000-4000-8000-000000000000',
    `offcut-media://job/${'1'.repeat(5000)}/after/256`,
    'offcut-media://job/\\\\server\\share\\a.png',
    `file://${source}`,
    `app://offcut${source}`,
    `app://offcut/..${source}`,
    `app://offcut/%2e%2e/%2e%2e${source}`,
    'app://offcut//server/share/a.png',
  ];
  expect((await loads(bad)).filter((each) => each !== undefined)).toEqual([]);
});

test('S5: what is told to others has neither secrets nor the name of the home folder', async ({
  desktop: own,
}) => {
  const secret = 'hunter2hunter2hunter2';
  const gone = path.join(own.home, 'Pictures', 'gone.png');
  await writeFile(gone, 'no picture');
  const running = await own.launch([gone]);
  const window = await readyPage(running);
  await expect.poll(async () => (await countsOf(window)).failed).toBe(1);
  await rm(gone);
  await window.evaluate((text) => {
    location.href = `https://ada:${text}@example.com/?sig=${text}`;
    new Image().src = 'offcut-media://job/1/before/256';
  }, secret);
  const log = () => readFile(own.log, 'utf8');
  await expect.poll(log).toContain('going to https://[user]@example.com/?[query] was refused');
  await expect.poll(log).toContain('There is nothing at ~');
  await ask(window, 'app.copyDiagnostics', {});
  const diagnostics = await running.evaluate(({ clipboard }) => clipboard.readText());
  expect(diagnostics).toContain('There is nothing at ~');
  for (const text of [await log(), diagnostics, running.output()]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(own.home);
  }
});

test('S7: a batch with the real engine asks nobody for anything', async ({ desktop: own }) => {
  const watched = path.join(own.folder, 'sockets.jsonl');
  const preload = path.join(import.meta.dirname, 'socket-watch.cjs');
  const env = {
    OFFCUT_SOCKET_WATCH: watched,
    NODE_OPTIONS: `--require ${JSON.stringify(preload)}`,
  };
  const running = await own.launch([], { env });
  const window = await readyPage(running);
  const requests: string[] = [];
  window.on('request', (request) => requests.push(request.url()));
  const second = await own.launch(['mug.jpg', 'shoe.jpg'].map((name) => path.join(samples, name)));
  await second.waitForExit();
  await expect.poll(async () => (await countsOf(window)).done, { timeout: 90_000 }).toBe(2);

  const notes = async () =>
    (await readFile(watched, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly kind: string; readonly what: string });
  const starts = (await notes()).filter(({ kind }) => kind === 'start');
  expect(starts.some(({ what }) => what.includes('engine.js'))).toBe(true);
  expect((await notes()).filter(({ kind }) => kind !== 'start')).toEqual([]);
  const ownSchemes = /^(app:|offcut-media:|blob:|http:\/\/[a-z]+\.(app|offcut-media)\.localhost\/)/;
  expect(requests.filter((url) => !ownSchemes.test(url))).toEqual([]);

  // That the watch sees what happens.
  await running.evaluate(async () => {
    const dns = process.getBuiltinModule('node:dns');
    await dns.promises.lookup('offcut.invalid').catch(() => undefined);
  });
  expect((await notes()).at(-1)).toEqual({ kind: 'dns', what: 'offcut.invalid' });
});
