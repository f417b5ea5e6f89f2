import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProviderFacts } from '../../src/shared/cutout.ts';

/** The repository's own folder. */
export const root = path.resolve(import.meta.dirname, '../..');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly input?: Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with everything that standard output has said so far, whenever it says more. */
  readonly onStdout?: (soFar: string, child: ChildProcess) => void;
}

/** The built command line while it runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
  /** Resolves once both outputs together have said this; rejects when it ends before. */
  readonly said: (words: string) => Promise<void>;
}

/** Starts the built command line as a user would. */
export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const { cwd, input, env, onStdout } = options;
  const child = spawn(process.execPath, [path.join(root, 'bin/offcut.js'), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  let stderr = '';
  const heard = new EventEmitter();
  const all = () => Buffer.concat(stdout).toString() + stderr;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    onStdout?.(Buffer.concat(stdout).toString(), child);
    heard.emit('more');
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    heard.emit('more');
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr });
      heard.emit('end');
    });
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const said = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (all().includes(words)) resolve();
      };
      heard.on('more', look);
      heard.once('end', () => {
        reject(new Error(`it ended without saying "${words}": ${all()}`));
      });
      look();
    });
  return { child, result, said };
}

/** Runs the built command line to its end. */
export const runCli = (args: readonly string[], options: CliOptions): Promise<CliResult> =>
  startCli(args, options).result;

/** A line of `--json` about a picture. */
export interface JsonResult {
  readonly status: 'done' | 'skipped' | 'failed' | 'planned';
  readonly input: string;
  readonly output?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly facts?: {
    readonly width: number;
    readonly height: number;
    readonly confidence: number;
    readonly model: { readonly id: string } | null;
    readonly provider: ProviderFacts | null;
    readonly source: { readonly format: string };
    readonly warnings: readonly string[];
    readonly times: Readonly<Record<string, number>>;
  };
}

/** The line of `--json` about an end of the engine. */
interface JsonEngineEnd {
  readonly status: 'engine-ended';
  readonly reason: string;
}

type Output = Pick<CliResult, 'stdout'>;

const allJsonLines = ({ stdout }: Output): readonly (JsonResult | JsonEngineEnd)[] =>
  stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonResult | JsonEngineEnd);

/** What `--json` said of the pictures. */
export const jsonLines = (output: Output): readonly JsonResult[] =>
  allJsonLines(output).filter((line) => line.status !== 'engine-ended');

/** Why the engine ended, each time that `--json` said so. */
export const engineEnds = (output: Output): readonly string[] =>
  allJsonLines(output).flatMap((line) => (line.status === 'engine-ended' ? [line.reason] : []));

/** All files below a folder, relative, `/`-separated, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

/** The process ids of the engines that a process started (Linux). */
export async function enginesOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  return children.join(' ').split(/\s+/).filter(Boolean).map(Number);
}
