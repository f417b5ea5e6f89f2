import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The gate: format, lint, types, notices and build, then the test projects named as arguments,
 * one after another, because they share the machine with a real engine. Goes on after a failure,
 * so that one run shows them all, and ends with one line: `N passed, N failed`.
 */

interface Count {
  readonly passed: number;
  readonly failed: number;
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

async function runStatic(): Promise<Count> {
  let [passed, failed] = [0, 0];
  for (const [title, script, ...args] of tools) {
    console.log(`\n== ${title}`);
    if ((await runTool(script, args)) === 0) passed++;
    else failed++;
  }
  return { passed, failed };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

async function runVitest(project: string, file: string): Promise<[code: number, count: Count]> {
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
  const code = await runTool('vitest/vitest.mjs', [...args, `--outputFile.json=${file}`]);
  const report = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  return [code, { passed: report.numPassedTests, failed: report.numFailedTests }];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

/** A test that passed at the second try has failed; one that was skipped has done neither. */
async function runPlaywright(file: string): Promise<[code: number, count: Count]> {
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const code = await runTool('@playwright/test/cli.js', ['test'], env);
  const { stats } = JSON.parse(await readFile(file, 'utf8')) as PlaywrightReport;
  if (stats.skipped > 0) console.log(`${stats.skipped} skipped`);
  return [code, { passed: stats.expected, failed: stats.unexpected + stats.flaky }];
}

/** The one project that is Playwright's; the others are Vitest's. */
const DESKTOP = 'desktop';

async function runProject(project: string, directory: string): Promise<Count> {
  console.log(`\n== Tests: ${project}`);
  const file = path.join(directory, `${project}.json`);
  try {
    const [code, { passed, failed }] = await (project === DESKTOP
      ? runPlaywright(file)
      : runVitest(project, file));
    // A file that cannot even be loaded, or an error outside any test, fails the run all the same.
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } catch {
    console.error(`${project}: the test runner left no report`);
    return { passed: 0, failed: 1 };
  }
}

const directory = await mkdtemp(path.join(tmpdir(), 'offcut-check-'));
const counts: Count[] = [];
try {
  counts.push(await runStatic());
  for (const project of process.argv.slice(2)) counts.push(await runProject(project, directory));
} finally {
  await rm(directory, { recursive: true, force: true });
}
const sum = (pick: (count: Count) => number) =>
  counts.reduce((total, count) => total + pick(count), 0);
const failed = sum((count) => count.failed);
console.log(`\n${sum((count) => count.passed)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
