import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { _electron } from 'playwright-core';
import type { DesktopApp, LaunchOptions } from './host.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The file of Electron's binary, when it is installed. */
export function findElectron(): string | undefined {
  const chosen = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const name = path.join(folder, 'path.txt');
  if (!existsSync(name)) return undefined;
  const file = path.join(chosen ?? path.join(folder, 'dist'), readFileSync(name, 'utf8').trim());
  return existsSync(file) ? file : undefined;
}

export async function electronHost(options: LaunchOptions): Promise<DesktopApp> {
  const app = await _electron.launch({
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      options.main ?? root,
      ...(options.args ?? []),
    ],
    env: { ...process.env, ...options.env } as Record<string, string>,
    cwd: options.cwd ?? process.cwd(),
  });
  const child = app.process();
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    child.once('exit', resolve);
  });
  return {
    host: 'electron',
    firstWindow: () => app.firstWindow(),
    windows: () => app.windows(),
    evaluate: (fn, arg) => app.evaluate(fn as never, arg) as never,
    pid: child.pid ?? 0,
    output: () => printed,
    close: async () => {
      await app.evaluate(({ app: electron }) => {
        electron.quit();
      });
      await ended;
    },
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
    waitForExit: () => ended,
  };
}
