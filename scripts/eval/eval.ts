/**
 * `npm run eval -- --data DIR`: scores Offcut's mattes against references, several variants of it
 * side by side. `--help` lists the options. It starts the built engine, so build before.
 *
 * Pairs: the matte is held against the mask at the mask's size. Composites: a cutout with known
 * alpha and colours is laid over backgrounds and cut out again, which also measures the colours of
 * the edge; `plain` is the same error with the composite's own colours, `ratio` Offcut's share of
 * it, `*a` both weighted by alpha. MAE, MSE and IoU are 0-1 per picture; SAD, Grad and Conn are in
 * thousands; FgErr is 0-255; ms is work without loading. Means are over pictures that were scored.
 *
 * Exit codes: 0 measured, also when pictures failed; 2 wrong usage or data; 130 interrupted.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { resolveModel, type ResolvedModel } from '../../src/core/models/resolve.ts';
import { packageRoot, packageVersion } from '../../src/core/paths.ts';
import type { EngineVersions } from '../../src/shared/engine-protocol.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { loadDataSet } from './data/load-data-set.ts';
import { makeComposites, sortCutouts } from './data/make-composites.ts';
import { selectComposites, selectPairs } from './data/select.ts';
import { EvalError } from './eval-error.ts';
import { measureVariant } from './measure.ts';
import { parseOptions, usage, type EvalOptions } from './options.ts';
import type { VariantReport } from './report/records.ts';
import { reportText } from './report/report-text.ts';

const say = (line: string) => {
  console.error(line);
};

/** The variants' models, prepared one after another, as one may be made from another. */
async function resolved({ variants }: EvalOptions): Promise<readonly ResolvedModel[]> {
  const models: ResolvedModel[] = [];
  const onPrepare = ({ id }: { readonly id: string }) => {
    say(`Preparing the model ${id}, once ...`);
  };
  for (const { recipe } of variants) models.push(await resolveModel(recipe.model, { onPrepare }));
  return models;
}

async function evaluate(options: EvalOptions, signal: AbortSignal): Promise<void> {
  if (!existsSync(path.join(packageRoot(), 'dist', 'engine.js'))) {
    throw new EvalError('The engine is not built; run "npm run build" first.');
  }
  const data = await loadDataSet(options.data);
  const pairs = selectPairs(data.pairs, options.selection);
  const { usable, skipped } = await sortCutouts(data.cutouts);
  const selected = selectComposites(usable, data.backgrounds, options.selection);
  if (pairs.length + selected.length === 0) {
    throw new EvalError('There is no picture to measure; check --only and the data.');
  }
  const models = await resolved(options);
  for (const { id, reason } of skipped) say(`The cutout ${id} is left out: ${reason}.`);

  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-eval-'));
  const reports: VariantReport[] = [];
  let versions: EngineVersions | undefined;
  try {
    const made = path.join(folder, 'composites');
    await mkdir(made);
    const pictures = { pairs, composites: await makeComposites(selected, made, signal) };
    for (const [index, variant] of options.variants.entries()) {
      const model = models[index];
      if (model === undefined) continue;
      say(`${variant.name}: ${pairs.length} pairs and ${selected.length} composites ...`);
      const cutouts = path.join(folder, 'cutouts');
      const measured = await measureVariant(variant, model, pictures, cutouts, signal);
      await rm(cutouts, { recursive: true });
      reports.push(measured.report);
      versions = measured.versions;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  console.log(reportText(reports));
  if (options.json === undefined) return;
  const date = new Date().toISOString();
  const whole = { date, offcut: packageVersion(), versions, skipped, variants: reports };
  await writeFile(options.json, `${JSON.stringify(whole, null, 1)}\n`);
}

const interrupt = new AbortController();
const stop = () => {
  interrupt.abort();
};
process.once('SIGINT', stop).once('SIGTERM', stop);
try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(usage);
  else await evaluate(options, interrupt.signal);
} catch (error) {
  if (interrupt.signal.aborted) {
    process.exitCode = exitCodes.interrupted;
  } else if (error instanceof EvalError || error instanceof OffcutError) {
    say(error.message);
    process.exitCode = exitCodes.usage;
  } else {
    throw error;
  }
}
