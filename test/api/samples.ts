import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Samples for a shell need curl, which not every machine has. */
export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/**
 * Runs a sample for a shell as its documentation prints it, but for what is replaced: the base URL
 * and the key. `--fail-with-body` is not added: what a user would see is what is looked at.
 * @returns what it printed
 */
export async function runShell(sample: string, cwd: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', sample], { cwd, encoding: 'utf8' });
  return stdout;
}

/**
 * Runs a sample in JavaScript with these names in its scope.
 * @returns what it returns
 */
export async function runJavaScript(
  sample: string,
  scope: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  // The sample is a text of this project's own tests.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  return (await new Function(...Object.keys(scope), `return (async () => { ${sample} })()`)(
    ...Object.values(scope),
  )) as unknown;
}
