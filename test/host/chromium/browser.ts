import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { findBrowser, noBrowser } from './find-browser.ts';

export interface BrowserOptions {
  readonly headless: boolean;
  /** Opens a port on loopback, for the test's own connection. */
  readonly debuggingPort: boolean;
  readonly onEndpoint: (endpoint: string) => void;
  readonly prepare: (context: BrowserContext) => Promise<void>;
}

interface Running {
  readonly context: BrowserContext;
  readonly profile: string;
  readonly watchdog: ChildProcess;
  /** The page that the browser started with, until a window takes it. */
  first: Page | undefined;
}

/** The Chromium that shows the app's windows: started for the first one, and again after its end. */
export class StandInBrowser {
  readonly #options: BrowserOptions;
  #running: Promise<Running> | undefined;

  constructor(options: BrowserOptions) {
    this.#options = options;
  }

  async newPage(size: { readonly width: number; readonly height: number }): Promise<Page> {
    this.#running ??= this.#launch(size);
    const running = await this.#running;
    const { first } = running;
    running.first = undefined;
    const page = first ?? (await running.context.newPage());
    if (this.#options.headless) await page.setViewportSize(size);
    return page;
  }

  async close(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    if (running === undefined) return;
    await running.context.close().catch(() => undefined);
    await this.#cleanUp(running);
  }

  async #launch(size: { readonly width: number; readonly height: number }): Promise<Running> {
    const executablePath = findBrowser();
    if (executablePath === undefined) throw new Error(noBrowser);
    const { headless, debuggingPort } = this.#options;
    const profile = mkdtempSync(path.join(tmpdir(), 'offcut-stand-in-'));
    const watchdog = startWatchdog(profile);
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless,
      viewport: null,
      // The stand-in decides what a signal means, as Electron's main process does.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...(debuggingPort ? ['--remote-debugging-port=0'] : []),
        // A window without tabs and address; `about:` is not let in there.
        ...(headless ? [] : ['--app=data:text/html,', '--test-type']),
        `--window-size=${size.width},${size.height}`,
        '--disable-gpu',
        '--no-first-run',
        '--no-default-browser-check',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--disable-domain-reliability',
        '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
        '--no-pings',
      ],
      ignoreDefaultArgs: ['--enable-automation', ...(headless ? [] : ['about:blank'])],
    });
    const running: Running = { context, profile, watchdog, first: context.pages()[0] };
    context.on('close', () => {
      this.#running = undefined;
      void this.#cleanUp(running);
    });
    const session = await context.browser()?.newBrowserCDPSession();
    const info = (await session?.send('SystemInfo.getProcessInfo'))?.processInfo ?? [];
    const pid = info.find(({ type }) => type === 'browser')?.id;
    if (pid !== undefined) watchdog.stdin?.write(`${pid}`);
    await this.#options.prepare(context);
    if (debuggingPort) this.#options.onEndpoint(endpointOf(profile));
    return running;
  }

  async #cleanUp({ profile, watchdog }: Running): Promise<void> {
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    watchdog.stdin?.end();
  }
}

/** Chromium writes the port that it was given, and its path, into the profile. */
function endpointOf(profile: string): string {
  const [port, rest] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  return `ws://127.0.0.1:${port ?? ''}${rest ?? ''}`;
}

function startWatchdog(profile: string): ChildProcess {
  const file = path.join(import.meta.dirname, 'watchdog.ts');
  const tsx = import.meta.resolve('tsx');
  const watchdog = spawn(process.execPath, ['--import', tsx, file, profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.stdin.on('error', () => undefined);
  watchdog.unref();
  return watchdog;
}
