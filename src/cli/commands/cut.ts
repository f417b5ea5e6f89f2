import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import {
  cutBatch,
  type BatchRequest,
  type BatchSummary,
  type PictureResult,
} from '../../core/batch/cut-batch.ts';
import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import type { ExistsPolicy } from '../../core/files/commit.ts';
import { chooseModel } from '../../core/models/choose.ts';
import { assertNever } from '../../shared/assert.ts';
import { warnings } from '../../shared/cutout.ts';
import { refuseNotYetBuilt } from '../../shared/recipe.ts';
import { chooseDestination, type ChosenDestination } from '../destination.ts';
import { exitCodes } from '../exit-codes.ts';
import { count, megapixels } from '../number-flags.ts';
import { progressOn, type Progress } from '../progress.ts';
import { addRecipeFlags, recipeFromFlags } from '../recipe-flags.ts';
import { UsageError } from '../usage-error.ts';

interface CutOptions {
  readonly output?: string;
  readonly replaceOriginal?: true;
  readonly ifExists: ExistsPolicy;
  readonly json?: true;
  readonly quiet?: true;
  readonly concurrency: number;
  readonly threads: number;
  readonly maxMegapixels: number;
  readonly lenient?: true;
}

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
      const said = result.facts.warnings.map((warning) => warnings[warning]);
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

function summaryLine({ done, skipped, failed }: BatchSummary, ms: number, to: string): string {
  const parts = [`${done} done`];
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (failed > 0) parts.push(`${failed} failed`);
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

function exitCodeOf({ failed }: BatchSummary): number {
  return failed === 0 ? exitCodes.done : exitCodes.someFailed;
}

type BatchSetting = Omit<BatchRequest, 'destination' | 'onEvent'>;

/** Cuts to where `chosen` says; to standard output by way of a file, as it must be verified first. */
async function cutTo(
  { destination }: ChosenDestination,
  setting: BatchSetting,
  onEvent: BatchRequest['onEvent'],
): Promise<BatchSummary> {
  if (destination.type !== 'stdout') return cutBatch({ ...setting, destination, onEvent });
  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-'));
  try {
    const file = path.join(folder, 'cutout');
    const summary = await cutBatch({
      ...setting,
      destination: { type: 'file', path: file },
      onEvent,
    });
    if (summary.done === 1) await pipeline(createReadStream(file), process.stdout, { end: false });
    return summary;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cut(inputs: readonly string[], command: Command): Promise<number> {
  const options = command.opts<CutOptions>();
  if (options.output !== undefined && options.replaceOriginal) {
    throw new UsageError('-o and --replace-original exclude each other.');
  }
  const json = options.json === true;
  const quiet = json || options.quiet === true;
  const cwd = process.cwd();
  const chosen = chooseDestination(options.output, inputs, options.replaceOriginal === true, cwd);
  checkOutput(chosen, inputs, json);
  const recipe = recipeFromFlags(command, chosen.format);
  refuseNotYetBuilt(recipe);

  const progress: Progress = progressOn(process.stderr, !quiet);
  const started = performance.now();
  const { concurrency, threads } = options;
  const engine = localEngine({ concurrency, threads });

  const interrupt = new AbortController();
  const stop = () => {
    interrupt.abort();
    void engine.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const model = await chooseModel(recipe.model, engine, {
      onPrepare: ({ id }) => {
        if (!quiet) progress.note(`Preparing the model ${id}, once ...`);
      },
    });
    const summary = await cutTo(
      chosen,
      {
        inputs,
        cwd,
        stdin: process.stdin,
        exists: options.ifExists,
        recipe,
        engine,
        model: { entry: model.model, file: model.path },
        device: 'cpu',
        maxPixels: Math.round(options.maxMegapixels * 1e6),
        lenient: options.lenient === true,
        concurrency,
        signal: interrupt.signal,
      },
      (event) => {
        if (event.type === 'planned') {
          progress.start(event.total);
          return;
        }
        if (json) process.stdout.write(`${jsonLine(event.result)}\n`);
        const note = noteFor(event.result);
        if (!json && note !== undefined && (!quiet || event.result.status === 'failed'))
          progress.note(note);
        progress.step();
      },
    );
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
    .option(
      '-o, --output <path>',
      'folder or file for the cutouts, - for standard output (default: cutouts)',
    )
    .option(
      '--replace-original',
      'put each cutout in the place of its source, which goes to the recycle bin',
    )
    .addOption(
      new Option('--if-exists <policy>', 'when a file of that name is there already')
        .choices(['rename', 'skip', 'overwrite'])
        .default('rename'),
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
