import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { findBrowser } from '../../test/host/chromium/find-browser.ts';
import { standInCommand } from '../../test/host/chromium/launch.ts';
import { findElectron } from '../../test/host/electron.ts';
import { chooseHost, hasDisplay, type Choice } from './choose-host.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Looks at this machine, and decides. */
export function chooseHere(hasInputs: boolean): Choice {
  const machine = {
    electron: findElectron() !== undefined,
    browser: findBrowser() !== undefined,
    display: hasDisplay(process.platform, process.env),
  };
  return chooseHost(machine, hasInputs);
}

/** Starts the built app where it was decided, with this process's own streams. */
export function startIn(
  host: 'electron' | 'stand-in' | 'terminal',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const run = (file: string, all: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    spawn(file, all, { stdio: 'inherit', env: { ...process.env, ...env, ...more } });
  if (host === 'electron') {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return run(findElectron() ?? '', [...sandbox, root, ...args]);
  }
  if (host === 'stand-in') {
    const command = standInCommand({ args, headless: false });
    const all = [...command.execArgv, command.file, ...command.args];
    return run(process.execPath, all, command.env);
  }
  return run(process.execPath, [path.join(root, 'dist/cli.js'), 'cut', ...args]);
}

/** The exit code of a process; a signal that ended it counts as a shell counts it. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * Lets the app end in its own time. Ctrl-C reaches it from the terminal as well as this process;
 * a signal to this process alone is passed on.
 */
export function endWith(current: () => ChildProcess | undefined): void {
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => current()?.kill(signal));
  }
}
