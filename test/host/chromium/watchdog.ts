import { existsSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/**
 * Outlives the stand-in: when that ends in whatever way, its end of standard input closes, and
 * the browser and its profile go. `argv[2]`: the profile; standard input: the browser's process id.
 */
const profile = process.argv[2] ?? '';
let said = '';

function browserPid(): number {
  if (said.trim() !== '') return Number(said);
  try {
    // Chromium's lock is a link to `host-pid`: the stand-in was gone before it could tell.
    return Number(readlinkSync(path.join(profile, 'SingletonLock')).split('-').at(-1));
  } catch {
    return 0;
  }
}

function kill(pid: number): void {
  try {
    if (pid !== 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A process of the browser that is about to end may still write there. */
async function removeProfile(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    if (existsSync(profile)) quiet = 0;
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    await setTimeout(200);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdin.on('data', (chunk: Buffer) => {
  said += chunk.toString();
});
process.stdin.on('close', () => {
  const pid = browserPid();
  // Playwright has started it as the leader of a group, in which its own processes are too.
  kill(-pid);
  kill(pid);
  void removeProfile();
});
