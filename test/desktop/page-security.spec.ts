import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { DesktopApp } from '../host/host.ts';
import { breaches } from './breaches.ts';
import { countsOf, expect, sharedDesktop, readyPage, test } from './desktop.ts';

/** One app for all: nothing that is tried here may change it. */
const desktop = sharedDesktop();
let app: DesktopApp;
let page: Page;

test.beforeAll(async () => {
  app = await desktop().launch();
  page = await readyPage(app);
});

/**
 * Tries something in the page, apart from the call that brings it: a debugger may do more than a
 * script of the page may.
 * @returns which part of the policy refused it
 */
const refusedBy = (code: string): Promise<string> =>
  page.evaluate(`new Promise((resolve) => {
    const late = setTimeout(resolve, 5000, 'nothing');
    const tell = (what) => { clearTimeout(late); resolve(what); };
    window.ran = () => tell('nothing: it ran');
    document.addEventListener(
      'securitypolicyviolation',
      (event) => tell(event.effectiveDirective),
      { once: true },
    );
    setTimeout(() => { try { ${code} } catch { /* The event says why. */ } });
  })`);

for (const [part, attempts] of Object.entries(breaches)) {
  test(`S1: the policy's ${part} holds`, async () => {
    for (const attempt of attempts) expect(await refusedBy(attempt), attempt).toBe(part);
    const outline = await page.evaluate(() => getComputedStyle(document.body).outlineWidth);
    expect(outline).not.toBe('9px');
  });
}

test('S1: no socket opens', async () => {
  const end = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket('ws://127.0.0.1:9/');
        for (const type of ['open', 'close', 'error']) {
          socket.addEventListener(type, () => {
            resolve(type);
          });
        }
      }),
  );
  expect(end).not.toBe('open');
});

const addresses = [
  'https://example.com/',
  'http://127.0.0.1:9/',
  'file:///etc/passwd',
  'javascript:window.mark = undefined',
  'data:text/html,<p>x',
  'mailto:a@example.com',
  'ftp://example.com/',
  'app://evil/index.html',
  'offcut-media://job/1/after/256',
  'chrome://version',
  'devtools://devtools/bundled/inspector.html',
  'view-source:app://offcut/index.html',
];
/** Ways a page can go somewhere, or open something; `to` is where. */
const ways: Readonly<Record<string, (to: string) => string>> = {
  'by its address': (to) => `location.href = ${to}`,
  'by replacing it': (to) => `location.replace(${to})`,
  'by a link': (to) => click({ href: to }),
  'by a link to a new window': (to) => click({ href: to, target: '"_blank"' }),
  'by a download': (to) => click({ href: to, download: '"x"' }),
  'by a new window': (to) => `window.open(${to})`,
  'by a refresh': (to) =>
    `document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=' + ${to} }))`,
  'by a form': (to) =>
    `const form = Object.assign(document.createElement('form'), { action: ${to} }); document.body.append(form); form.submit()`,
};
function click(properties: Readonly<Record<string, string>>): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}: ${value}`);
  return `const link = Object.assign(document.createElement('a'), { ${given.join(', ')} }); document.body.append(link); link.click(); link.remove()`;
}

const go = async (way: (to: string) => string, to: string) => {
  await page.evaluate(`setTimeout(() => { try { ${way(to)} } catch { /* Refused at once. */ } })`);
  // Nothing says that nothing will happen: long enough for what happens at once.
  await page.waitForTimeout(100);
};

test('S1: the window goes nowhere and opens nothing', async () => {
  test.slow();
  const home = page.url();
  await app.evaluate(({ session }) => {
    const saved: string[] = [];
    Object.assign(globalThis, { saved });
    session.defaultSession.on('will-download', (event, item) => {
      if (!event.defaultPrevented) saved.push(item.getURL());
    });
  });
  await page.evaluate(() => Object.assign(window, { mark: 'still here' }));
  for (const [name, way] of Object.entries(ways)) {
    for (const address of [...addresses, new URL('/icon.png', home).href]) {
      await go(way, JSON.stringify(address));
      expect(page.url(), `${name} to ${address}`).toBe(home);
    }
    expect(await page.evaluate('window.mark'), name).toBe('still here');
  }
  const saved = () => (globalThis as unknown as { readonly saved: readonly string[] }).saved;
  expect(await app.evaluate(saved)).toEqual([]);
  expect(app.windows()).toEqual([page]);
  const log = await readFile(desktop().log, 'utf8');
  expect(log).toContain('going to https://example.com/ was refused');
  expect(log).toContain('saving data:text/html');
  expect(log).toContain('going to app://offcut/icon.png was refused');
});

for (const address of ['about:blank', 'blob']) {
  test(`S1: a window that was led to ${address} comes home`, async () => {
    const to = address === 'blob' ? `URL.createObjectURL(new Blob(['x']))` : `'${address}'`;
    const home = page.url();
    await go((where) => `location.href = ${where}`, to);
    const gone = new RegExp(`(the page was left for|going to) ${address}`);
    await expect.poll(() => readFile(desktop().log, 'utf8')).toMatch(gone);
    await expect.poll(() => page.url()).toBe(home);
    await readyPage(app);
    expect((await countsOf(page)).done).toBe(0);
  });
}
