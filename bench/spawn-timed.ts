import { spawn } from 'node:child_process';

export interface Spawned {
  /** ms from the start to the end of the process. */
  readonly ms: number;
  /** ms from the start to the first thing it printed. */
  readonly firstOutput: number;
}

/**
 * Runs a program of this Node from its start to its end.
 * @throws Error when it fails or prints nothing
 */
export function spawnTimed(args: readonly string[], cwd: string): Promise<Spawned> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let firstOutput: number | undefined;
    let said = '';
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', NODE_OPTIONS: '' },
    });
    child.stdout.on('data', () => {
      firstOutput ??= performance.now() - start;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - start;
      if (code === 0 && firstOutput !== undefined) resolve({ ms, firstOutput });
      else reject(new Error(`node ${args.join(' ')} ended with ${code ?? 'a signal'}: ${said}`));
    });
  });
}
