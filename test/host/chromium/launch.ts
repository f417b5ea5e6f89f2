import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { DesktopApp, ElectronModule, LaunchOptions } from '../host.ts';
import { hostEnvironment, type FromStandIn, type ToStandIn } from './control.ts';
import { WindowPages } from './window-pages.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** How the stand-in is started; `npm start` does it too, without a debugging port. */
export function standInCommand(options: LaunchOptions): {
  readonly file: string;
  readonly execArgv: string[];
  readonly args: string[];
  readonly env: NodeJS.ProcessEnv;
} {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return {
    file: path.join(import.meta.dirname, 'run.ts'),
    execArgv: ['--import', pathToFileURL(tsx).href],
    args: [...(options.args ?? [])],
    env: {
      ...process.env,
      ...options.env,
      [hostEnvironment.main]: options.main ?? path.join(root, 'dist/main.js'),
      ...(options.headless === false ? { [hostEnvironment.headed]: '1' } : {}),
    },
  };
}

/** Starts the app in the stand-in, with a connection of the test's own to its pages. */
export function chromiumHost(options: LaunchOptions): Promise<DesktopApp> {
  const { file, execArgv, args, env } = standInCommand(options);
  const child = fork(file, args, {
    execArgv,
    env: { ...env, [hostEnvironment.port]: '1' },
    cwd: options.cwd,
    silent: true,
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      resolve(new ChromiumDesktop(child));
    });
  });
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

class ChromiumDesktop implements DesktopApp {
  readonly host = 'chromium';
  readonly #child: ChildProcess;
  readonly #pages = new WindowPages();
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<number | null>;
  #printed = '';
  #last = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#printed += chunk;
      });
    }
    child.on('message', (message) => {
      this.#receive(message as FromStandIn);
    });
    this.#ended = new Promise((resolve) => {
      child.once('close', (code) => {
        const error = new Error(`The app has ended (${String(code)}): ${this.#printed}`);
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
        this.#pages.end(error);
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  #receive(message: FromStandIn): void {
    if (message.type === 'endpoint') {
      this.#pages.connect(message.endpoint);
    } else if (message.type === 'windows') {
      this.#pages.show(message.targets);
    } else {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === 'value') waiting?.resolve(message.value as never);
      else waiting?.reject(message.error);
    }
  }

  #send(message: ToStandIn): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  evaluate<R, A = undefined>(
    fn: (electron: ElectronModule, arg: A) => R | Promise<R>,
    arg?: A,
  ): Promise<R> {
    if (!this.#child.connected) return Promise.reject(new Error('The app has ended.'));
    const id = ++this.#last;
    return new Promise<R>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ type: 'evaluate', id, source: fn.toString(), arg });
    });
  }

  firstWindow(): Promise<Page> {
    return this.#pages.first();
  }

  windows(): readonly Page[] {
    return this.#pages.all();
  }

  output(): string {
    return this.#printed;
  }

  async close(): Promise<void> {
    this.#send({ type: 'quit' });
    await this.#ended;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }

  waitForExit(): Promise<number | null> {
    return this.#ended;
  }
}
