import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

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
  /** Called as soon as the process is started. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with everything that standard output has said so far, whenever it says more. */
  readonly onStdout?: (soFar: string, child: ChildProcess) => void;
}

/** Runs the built command line as a user would. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const { cwd, input, env, onStart, onStdout } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'bin/offcut.js'), ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    onStart?.(child);
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      onStdout?.(Buffer.concat(stdout).toString(), child);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

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
