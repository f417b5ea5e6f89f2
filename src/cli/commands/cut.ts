import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError, type Command } from 'commander';
import {
  cutBatch,
  type BatchEvent,
  type BatchSummary,
  type PictureResult,
} from '../../core/batch/cut-batch.ts';
import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import { chooseModel, modelIdFor } from '../../core/models/choose.ts';
import type { Placing } from '../../core/plan/destination.ts';
import { planSources, type BatchPlan } from '../../core/plan/plan-batch.ts';
import { assertNever } from '../../shared/assert.ts';
import { warningSentence } from '../../shared/cutout.ts';
import type { ChosenDestination } from '../destination.ts';
import { showPlan } from '../dry-run.ts';
import { exitCodes } from '../exit-codes.ts';
import { addPlanFlags, destinationFrom, placingOf, type PlanOptions } from '../plan-flags.ts';
import { progressOn, type Progress } from '../progress.ts';
import { addRecipeFlags, recipeFromFlags } from '../recipe-flags.ts';
import { UsageError } from '../usage-error.ts';

interface CutOptions extends PlanOptions {
  readonly json?: true;
  readonly quiet?: true;
  readonly concurrency: number;
  readonly threads: number;
  readonly maxMegapixels: number;
  readonly lenient?: true;
}

const count = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  }
  return value;
};

const megapixels = (text: string) => {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000)) {
    throw new InvalidArgumentError('It must be a number above 0, at most 10000.');
  }
  return value;
};

/** One line of `--json`: what became of one picture. */
function jsonLine(result: PictureResult): string {
  if (result.status !== 'failed') return JSON.stringify(result);
  const { status, input, error } = result;
  return JSON.stringify({ status, input, error: error.toReport() });
}

/** One line for a person, or undefined when there is nothing to say beyond the summary. */
function noteFor(result: PictureResult): string | undefined {
  switch (result.status) {
    case 'done': {
      const { warnings, source } = result.facts;
      const said = warnings.map((warning) => warningSentence(warning, source));
      return said.length === 0 ? undefined : `${result.input}: ${said.join(' ')}`;
    }
    case 'skipped':
      return `${result.input}: skipped, ${result.output} is there already.`;
    case 'failed':
      return `${result.input}: ${result.error.message} [${result.error.code}]`;
    default:
      return assertNever(result);
  }
}

const shown = (folder: string) => path.relative(process.cwd(), folder) || '.';

function whereTo({ destination }: ChosenDestination): string {
  switch (destination.type) {
    case 'directory':
    case 'file':
      return ` -> ${shown(destination.path)}`;
    case 'replace':
      return ', originals in the recycle bin';
    case 'stdout':
      return '';
    default:
      return assertNever(destination);
  }
}

/** What `--json` says of an end of the engine. */
const engineEndedLine = (reason: string) => JSON.stringify({ status: 'engine-ended', reason });

function summaryLine(summary: BatchSummary, ms: number, to: string): string {
  const { done, skipped, failed, engineEnds } = summary;
  const parts = [`${done} done`];
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (engineEnds > 0)
    parts.push(`engine ended ${engineEnds === 1 ? 'once' : `${engineEnds} times`}`);
  return `${parts.join(', ')} in ${(ms / 1000).toFixed(1)} s${to}`;
}

function checkOutput(chosen: ChosenDestination, inputs: readonly string[], json: boolean): void {
  if (chosen.destination.type !== 'stdout') return;
  if (json)
    throw new UsageError('--json and the picture cannot both go to standard output; use -o FILE.');
  if (process.stdout.isTTY)
    throw new UsageError('A picture cannot be shown here; use -o FILE, or pipe it on.');
  if (inputs.length > 1)
    throw new UsageError('Only one picture fits standard output; use -o FOLDER.');
}

const nothingDone: BatchSummary = { done: 0, skipped: 0, failed: 0, engineEnds: 0 };

function exitCodeOf({ failed }: BatchSummary): number {
  return failed === 0 ? exitCodes.done : exitCodes.someFailed;
}

/** Lets `work` cut to where `chosen` says; to standard output by way of a file, to be verified first. */
async function cutTo(
  { destination }: ChosenDestination,
  ifExists: CutOptions['ifExists'],
  work: (placing: Placing) => Promise<BatchSummary>,
): Promise<BatchSummary> {
  if (destination.type !== 'stdout') return work(placingOf(destination, ifExists));
  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-'));
  try {
    const file = path.join(folder, 'cutout');
    const summary = await work({
      destination: { type: 'file', path: file },
      placement: 'rename',
    });
    if (summary.done === 1) await pipeline(createReadStream(file), process.stdout, { end: false });
    return summary;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Says what happened: on standard output with `--json`, else to a person. */
function show(event: BatchEvent, progress: Progress, json: boolean, quiet: boolean): void {
  switch (event.type) {
    case 'planned':
      progress.start(event.total);
      return;
    case 'engine-ended':
      if (json) process.stdout.write(`${engineEndedLine(event.reason)}\n`);
      if (!quiet) progress.note(`The engine ended (${event.reason}) and is started again.`);
      return;
    case 'finished': {
      if (json) process.stdout.write(`${jsonLine(event.result)}\n`);
      const note = noteFor(event.result);
      if (!json && note !== undefined && (!quiet || event.result.status === 'failed'))
        progress.note(note);
      progress.step();
      return;
    }
    default:
      assertNever(event);
  }
}

async function cut(inputs: readonly string[], command: Command): Promise<number> {
  const options = command.opts<CutOptions>();
  const json = options.json === true;
  const quiet = json || options.quiet === true;
  const cwd = process.cwd();
  const chosen = destinationFrom(options, inputs, cwd);
  checkOutput(chosen, inputs, json);
  const recipe = recipeFromFlags(command, chosen.format);

  const progress: Progress = progressOn(process.stderr, !quiet);
  const started = performance.now();
  const { concurrency, threads } = options;
  const maxPixels = Math.round(options.maxMegapixels * 1e6);
  const lenient = options.lenient === true;
  const engine = localEngine({ concurrency, threads });

  const interrupt = new AbortController();
  const stop = () => {
    interrupt.abort();
    void engine.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const planFor = (placing: Placing) =>
    planSources({
      ...placing,
      inputs,
      cwd,
      recipe,
      template: options.name,
      flatten: options.flatten === true,
      now: new Date(),
      preset: options.preset ?? null,
      modelId: () => modelIdFor(recipe.model, engine),
      measure: ({ path: source }) =>
        engine.measure({ source, name: source, recipe, maxPixels, lenient }),
    });
  const carryOut = async (plan: BatchPlan): Promise<BatchSummary> => {
    for (const { message } of quiet ? [] : plan.warnings) progress.note(message);
    const model = await chooseModel(recipe.model, engine, {
      onPrepare: ({ id }) => {
        if (!quiet) progress.note(`Preparing the model ${id}, once ...`);
      },
    });
    return cutBatch({
      plan,
      stdin: process.stdin,
      engine,
      model: { entry: model.model, file: model.path },
      device: 'cpu',
      maxPixels,
      lenient,
      concurrency,
      signal: interrupt.signal,
      onEvent: (event) => {
        show(event, progress, json, quiet);
      },
    });
  };
  try {
    if (options.dryRun && chosen.destination.type !== 'stdout') {
      const plan = await planFor(placingOf(chosen.destination, options.ifExists));
      if (interrupt.signal.aborted) return exitCodes.interrupted;
      const write = (line: string) => process.stdout.write(`${line}\n`);
      return await showPlan(plan, { cwd, json, quiet, write });
    }
    const summary = await cutTo(chosen, options.ifExists, async (placing) => {
      const plan = await planFor(placing);
      return interrupt.signal.aborted ? nothingDone : carryOut(plan);
    });
    progress.stop();
    const toStdout = chosen.destination.type === 'stdout';
    if (!quiet) {
      const line = summaryLine(summary, performance.now() - started, whereTo(chosen));
      (toStdout ? process.stderr : process.stdout).write(`${line}\n`);
    }
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCodeOf(summary);
  } finally {
    progress.stop();
    await engine.close();
    process.off('SIGINT', stop).off('SIGTERM', stop);
    // Standard input may still be open, with nobody reading it.
    process.stdin.destroy();
  }
}

/** `offcut cut INPUT...`; `onExit` hears the exit code. */
export function addCutCommand(program: Command, onExit: (code: number) => void): void {
  const command = program
    .command('cut')
    .description('cut out the subjects of pictures')
    .argument(
      '<input...>',
      'files, folders (with all below them), globs, URLs, or - for standard input',
    )
    .option('--json', 'print one JSON object a line for each picture')
    .option('-q, --quiet', 'print failures only')
    .option(
      '--concurrency <n>',
      'pictures on their way at once',
      count(1, 64),
      defaultEngineOptions.concurrency,
    )
    .option(
      '--threads <n>',
      'threads of one inference; 0: as many as there are cores',
      count(0, 256),
      0,
    )
    .option('--max-megapixels <n>', 'refuse larger pictures', megapixels, 100)
    .option('--lenient', 'take what is readable of damaged pictures');
  addPlanFlags(command);
  addRecipeFlags(command);
  command.addHelpText(
    'after',
    `
Exit codes: 0 all done, 1 some failed, 2 wrong usage, 130 interrupted.

Examples:
  offcut cut photos -o out --format webp
  offcut cut shoe.jpg -o shoe.png
  offcut cut "shop/**/*.jpg" -o out --preset amazon
  cat shoe.jpg | offcut cut - > shoe.png`,
  );
  command.action(async (inputs: readonly string[]) => {
    onExit(await cut(inputs, command));
  });
}
