import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../src/core/paths.ts';
import { readDataSet } from './data-set.ts';
import { machineFacts, machineLine } from './machine.ts';
import { usersModel } from './offcut.ts';
import { readOptions, SOAK_PICTURES, UsageError, wants, type BenchOptions } from './options.ts';
import { scenarioJson, scenarioText } from './report.ts';
import type { BenchContext, Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

/**
 * Measures the built Offcut; bench/README.md tells what and how. Ends with 0 when everything could
 * be measured, whatever came out, with 1 when something could not, and with 2 for wrong usage.
 */

const say = (name: string) => (text: string) => process.stderr.write(`[${name}] ${text}\n`);

type Setting = Omit<BenchContext, 'folder' | 'say' | 'chosen'>;

/** Runs one scenario in a folder of its own and prints what it found. */
async function measure(
  scenario: Scenario,
  setting: Setting,
  { only }: BenchOptions,
  temp: string,
): Promise<unknown> {
  const { name, description, goal } = scenario;
  const folder = path.join(temp, name);
  await mkdir(folder);
  try {
    const chosen = only?.includes(name) ?? false;
    const outcome = await scenario.run({ ...setting, folder, chosen, say: say(name) });
    process.stdout.write(scenarioText(scenario, outcome));
    return scenarioJson(scenario, outcome);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`\n== ${name}: COULD NOT BE MEASURED\n${reason}\n`);
    process.exitCode = 1;
    return { name, description, goal, failed: reason };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bench(options: BenchOptions): Promise<void> {
  const root = packageRoot();
  const machine = machineFacts(root);
  const setting: Setting = {
    root,
    model: await usersModel(),
    data: options.data === undefined ? undefined : await readDataSet(path.resolve(options.data)),
    quick: options.quick,
    soak: options.soak ?? SOAK_PICTURES,
  };
  process.stdout.write(`${machineLine(machine)}; model ${setting.model.model.id}\n`);

  const temp = await mkdtemp(path.join(tmpdir(), 'offcut-bench-'));
  const interrupted = () => {
    rmSync(temp, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const results: unknown[] = [];
  try {
    for (const scenario of scenarios) {
      if (wants(options, scenario.name)) {
        results.push(await measure(scenario, setting, options, temp));
      }
    }
  } finally {
    await rm(temp, { recursive: true, force: true });
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
  if (options.json === undefined) return;
  const { quick } = options;
  await writeFile(options.json, `${JSON.stringify({ machine, quick, results }, null, 2)}\n`);
}

try {
  const names = scenarios.map(({ name }) => name);
  await bench(readOptions(process.argv.slice(2), names));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
