import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * The gate: format, lint, types, notices and build, then the test projects named as arguments,
 * one after another, because they share the machine with a real engine. Goes on after a failure,
 * so that one run shows them all. It ends by naming what failed, because whoever reads the log of a
 * run may see only its end, and with one line: `N passed, N failed`.
 */

interface Failure {
  /** The file, the names of the suites and the test; or the tool. */
  readonly name: string;
  /** What the runner says of it, first part; empty when it says nothing. */
  readonly message: string;
}

interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

const root = path.resolve(import.meta.dirname, '..');

const tools: readonly (readonly [title: string, script: string, ...args: string[]])[] = [
  ['Format', 'prettier/bin/prettier.cjs', '--check', '.'],
  ['Lint', 'eslint/bin/eslint.js', '.'],
  ['Types', 'typescript/bin/tsc', '-b'],
  ['Third-party notices', 'tsx/dist/cli.mjs', 'scripts/third-party-notices.ts', '--check'],
  ['Build', 'vite/bin/vite.js', 'build', '--app', '--logLevel', 'warn'],
];

/** Runs a tool that is installed in node_modules; resolves to its exit code. */
function runTool(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const file = path.join(root, 'node_modules', script);
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

async function runStatic(): Promise<Outcome> {
  let passed = 0;
  const failures: Failure[] = [];
  for (const [title, script, ...args] of tools) {
    console.log(`\n== ${title}`);
    if ((await runTool(script, args)) === 0) passed++;
    else failures.push({ name: title, message: '' });
  }
  return { passed, failures };
}

const MESSAGE_LINES = 12;

/** The first lines of what a runner says of a failure, without the colours of a terminal. */
function firstLines(message: string): string {
  return stripVTControlCharacters(message).split('\n').slice(0, MESSAGE_LINES).join('\n');
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

async function runVitest(project: string, file: string): Promise<[code: number, Outcome]> {
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
  const code = await runTool('vitest/vitest.mjs', [...args, `--outputFile.json=${file}`]);
  const report = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  const failures = report.testResults.flatMap((result) =>
    result.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        name: `${path.relative(root, result.name)}: ${fullName}`,
        message: firstLines(failureMessages?.join('\n') ?? ''),
      })),
  );
  return [code, { passed: report.numPassedTests, failures }];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly skipped: number };
  readonly suites: readonly PlaywrightSuite[];
}

/** A test that passed at the second try has failed; one that was skipped has done neither. */
function failuresIn(suite: PlaywrightSuite): Failure[] {
  const own = suite.specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => ({
        name: `${spec.file}: ${spec.title}`,
        message: firstLines(
          results.flatMap(({ errors }) => errors.map(({ message }) => message ?? '')).join('\n'),
        ),
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(failuresIn)];
}

async function runPlaywright(file: string): Promise<[code: number, Outcome]> {
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const code = await runTool('@playwright/test/cli.js', ['test'], env);
  const { stats, suites } = JSON.parse(await readFile(file, 'utf8')) as PlaywrightReport;
  if (stats.skipped > 0) console.log(`${stats.skipped} skipped`);
  return [code, { passed: stats.expected, failures: suites.flatMap(failuresIn) }];
}

/** The one project that is Playwright's; the others are Vitest's. */
const DESKTOP = 'desktop';

async function runProject(project: string, directory: string): Promise<Outcome> {
  console.log(`\n== Tests: ${project}`);
  const file = path.join(directory, `${project}.json`);
  try {
    const [code, outcome] = await (project === DESKTOP
      ? runPlaywright(file)
      : runVitest(project, file));
    if (code === 0 || outcome.failures.length > 0) return outcome;
    // A file that cannot even be loaded, or an error outside any test, fails the run all the same.
    const failure = { name: project, message: 'an error outside of any test; its words are above' };
    return { passed: outcome.passed, failures: [failure] };
  } catch {
    return { passed: 0, failures: [{ name: project, message: 'the test runner left no report' }] };
  }
}

const directory = await mkdtemp(path.join(tmpdir(), 'offcut-check-'));
const outcomes: Outcome[] = [];
try {
  outcomes.push(await runStatic());
  for (const project of process.argv.slice(2)) outcomes.push(await runProject(project, directory));
} finally {
  await rm(directory, { recursive: true, force: true });
}
const passed = outcomes.reduce((total, outcome) => total + outcome.passed, 0);
const failures = outcomes.flatMap((outcome) => outcome.failures);
for (const { name, message } of failures) console.log(`\nFAILED ${name}\n${message}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
