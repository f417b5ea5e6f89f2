import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import {
  cutBatch,
  type BatchEvent,
  type BatchSummary,
  type PictureResult,
} from '../../core/batch/cut-batch.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import { chooseModel } from '../../core/models/choose.ts';
import type { Placing } from '../../core/plan/destination.ts';
import { planSources, type BatchPlan } from '../../core/plan/plan-batch.ts';
import { providerOf } from '../../core/providers/catalogue.ts';
import { Pace } from '../../core/queue/pace.ts';
import { assertNever } from '../../shared/assert.ts';
import type { Consent } from '../../shared/consent.ts';
import {
  addConsentFlag,
  consentFromFlags,
  openDesk,
  whatMayBeSent,
  type ConsentFlags,
} from '../cloud.ts';
import { showPlan } from '../dry-run.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ChosenDestination } from '../flags/destination.ts';
import { addEngineFlags, type EngineFlags } from '../flags/engine-flags.ts';
import { addPictureFlags, pictureLimits, type PictureFlags } from '../flags/picture-flags.ts';
import { addPlanFlags, destinationFrom, placingOf, type PlanOptions } from '../flags/plan-flags.ts';
import { planRequest } from '../flags/plan-request.ts';
import { addRecipeFlags, recipeFromFlags } from '../flags/recipe-flags.ts';
import { doneNote, failedNote, skippedNote } from '../outcome-notes.ts';
import { progressOn, type Progress } from '../progress.ts';
import { say } from '../say.ts';
import { UsageError } from '../usage-error.ts';

interface CutOptions extends PlanOptions, PictureFlags, EngineFlags, ConsentFlags {
  readonly json?: true;
  readonly quiet?: true;
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
    case 'done':
      return doneNote(result.input, result.facts);
    case 'skipped':
      return skippedNote(result.input, result.output);
    case 'failed':
      return failedNote(result.input, result.error);
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

/** Resolves what is asked for once, at the first time that it is. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= work());
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

/** Shows how far a batch is. */
function counterOn(progress: Progress) {
  const pace = new Pace(() => performance.now());
  let [ended, all] = [0, 0];
  const show = () => {
    progress.show({ ended, all, perMinute: pace.perMinute(), msLeft: pace.msFor(all - ended) });
  };
  return {
    start: (total: number) => {
      all = total;
      pace.work(true);
      show();
    },
    step: () => {
      ended++;
      pace.ended();
      show();
    },
  };
}

interface Teller {
  readonly progress: Progress;
  readonly counter: ReturnType<typeof counterOn>;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Says what happened: on standard output with `--json`, else to a person. */
function tell(event: BatchEvent, { progress, counter, json, quiet }: Teller): void {
  switch (event.type) {
    case 'planned':
      counter.start(event.total);
      return;
    case 'engine-ended':
      if (json) say(engineEndedLine(event.reason));
      if (!quiet) progress.note(`The engine ended (${event.reason}) and is started again.`);
      return;
    case 'finished': {
      if (json) say(jsonLine(event.result));
      const note = noteFor(event.result);
      if (!json && note !== undefined && (!quiet || event.result.status === 'failed'))
        progress.note(note);
      counter.step();
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
  const teller: Teller = { progress, counter: counterOn(progress), json, quiet };
  const started = performance.now();
  const { concurrency, threads } = options;
  const engine = localEngine({ concurrency, threads });

  const interrupt = new AbortController();
  const stop = () => {
    interrupt.abort();
    void engine.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const desk = openDesk(engine);
  let consent: Consent | null = null;
  const planFor = (placing: Placing) =>
    planSources(planRequest({ options, placing, inputs, cwd, recipe, engine }));
  const model = once(async () => {
    const chosen = await chooseModel(recipe.model, engine, {
      onPrepare: ({ id }) => {
        if (!quiet) progress.note(`Preparing the model ${id}, once ...`);
      },
    });
    return { model: { entry: chosen.model, file: chosen.path }, device: 'cpu' as const };
  });
  const carryOut = async (plan: BatchPlan): Promise<BatchSummary> => {
    for (const { message } of quiet ? [] : plan.warnings) progress.note(message);
    // Without it, no picture can be cut here: that is said once, not of each of them.
    if (recipe.engine.policy === 'local') await model();
    if (consent !== null && !quiet) progress.note(whatMayBeSent(consent, plan.planned.length));
    return cutBatch({
      plan,
      stdin: process.stdin,
      engine,
      model,
      permit: desk.permit(consent),
      ...pictureLimits(options),
      concurrency,
      signal: interrupt.signal,
      onEvent: (event) => {
        tell(event, teller);
      },
    });
  };
  try {
    if (options.dryRun && chosen.destination.type !== 'stdout') {
      const plan = await planFor(placingOf(chosen.destination, options.ifExists));
      if (interrupt.signal.aborted) return exitCodes.interrupted;
      return await showPlan(plan, { cwd, json, quiet, write: say });
    }
    consent = await consentFromFlags(recipe, options, desk);
    // What is wrong with one now would be said of each picture.
    for (const id of consent?.providers ?? []) await desk.account(providerOf(id).id);
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
    await desk.close();
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
    .option('-q, --quiet', 'print failures only');
  addConsentFlag(command);
  addEngineFlags(command);
  addPictureFlags(command);
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
