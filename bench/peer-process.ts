import { spawn, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const answerSchema = z.object({ cutout: z.string(), ms: z.number() });
export type PeerAnswer = z.output<typeof answerSchema>;

const folderOf = (root: string) => path.join(root, 'bench', 'peer');

/** Whether the peer's packages are there; they are in a folder of their own. */
export const peerIsInstalled = (root: string): boolean =>
  existsSync(path.join(folderOf(root), 'node_modules', '@imgly', 'background-removal-node'));

/** Installs the peer by its lock file, without scripts. */
export function installPeer(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const npm = process.env['npm_execpath'];
    const options: SpawnOptions = {
      cwd: folderOf(root),
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    const args = ['ci', '--ignore-scripts'];
    const child =
      npm === undefined
        ? spawn('npm', args, { ...options, shell: process.platform === 'win32' })
        : spawn(process.execPath, [npm, ...args], options);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ci in bench/peer ended with ${code ?? 'a signal'}`));
    });
  });
}

/** The peer in a process of its own, `peer/run.mjs`, warm after its first picture. */
export class Peer {
  readonly #child;
  #waiting: { resolve: (answer: PeerAnswer) => void; reject: (error: Error) => void } | undefined;

  /** @param out where its cutouts go, which is not counted */
  constructor(root: string, out: string) {
    this.#child = spawn(process.execPath, ['run.mjs'], {
      cwd: folderOf(root),
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PEER_OUT: out, NODE_OPTIONS: '' },
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      // What else it prints is its own affair.
      if (line.startsWith('{')) this.#waiting?.resolve(answerSchema.parse(JSON.parse(line)));
    });
    this.#child.on('error', (error) => this.#waiting?.reject(error));
    this.#child.on('exit', (code, signal) => {
      this.#waiting?.reject(new Error(`the peer ended (${signal ?? code ?? 'unknown'})`));
    });
  }

  /** Removes the background of one picture. */
  remove(file: string): Promise<PeerAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin.write(`${file}\n`);
    });
  }

  close(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }
}
