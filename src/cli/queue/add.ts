import path from 'node:path';
import { Option, type Command } from 'commander';
import { localEngine } from '../../core/engine/local-engine.ts';
import { prepareDestination } from '../../core/files/destination.ts';
import { findModel, loadCatalogue } from '../../core/models/catalogue.ts';
import { planBatch, type BatchPlan } from '../../core/plan/plan-batch.ts';
import type { Consent } from '../../shared/consent.ts';
import { priorities, type JobSource, type NewBatch } from '../../shared/queue.ts';
import {
  addConsentFlag,
  consentFromFlags,
  openDesk,
  whatMayBeSent,
  type ConsentFlags,
} from '../cloud.ts';
import { showPlan } from '../dry-run.ts';
import { exitCodes } from '../exit-codes.ts';
import { addPictureFlags, pictureLimits, type PictureFlags } from '../flags/picture-flags.ts';
import { addPlanFlags, destinationFrom, placingOf, type PlanOptions } from '../flags/plan-flags.ts';
import { planRequest } from '../flags/plan-request.ts';
import { addRecipeFlags, recipeFromFlags } from '../flags/recipe-flags.ts';
import { failedNote } from '../outcome-notes.ts';
import { say, warn } from '../say.ts';
import { UsageError } from '../usage-error.ts';
import { withQueue } from './access.ts';
import { pictures } from './words.ts';
import { addWorkFlags, work, type WorkOptions } from './work.ts';

interface AddOptions extends PlanOptions, PictureFlags, WorkOptions, ConsentFlags {
  readonly priority: keyof typeof priorities;
  readonly title?: string;
  readonly watch?: true;
}

/** The first input by its name, and how many more there are. */
function titleOf(inputs: readonly string[]): string {
  const [first = '', ...more] = inputs;
  const name = path.basename(first) || first;
  return more.length === 0 ? name : `${name} and ${more.length} more`;
}

/**
 * Plans what the command line asks for.
 * @throws UsageError where its parts contradict each other; OffcutError of `planBatch` and
 *   `consentFromFlags`
 */
async function planFor(
  inputs: readonly string[],
  command: Command,
): Promise<{ readonly plan: BatchPlan<JobSource>; readonly consent: Consent | null }> {
  const options = command.opts<AddOptions>();
  const cwd = process.cwd();
  const { destination, format } = destinationFrom(options, inputs, cwd);
  if (destination.type === 'stdout') {
    throw new UsageError('A batch cannot go to standard output; use -o FOLDER.');
  }
  const recipe = recipeFromFlags(command, format);
  // A name that is wrong here would be wrong with each picture.
  findModel(loadCatalogue(), recipe.model);
  const engine = localEngine(options);
  const desk = openDesk(engine);
  try {
    const consent = await consentFromFlags(recipe, options, desk);
    const placing = placingOf(destination, options.ifExists);
    const plan = await planBatch(planRequest({ options, placing, inputs, cwd, recipe, engine }));
    return { plan, consent };
  } finally {
    await desk.close();
    await engine.close();
  }
}

/** Tells what of the inputs is not added. */
function tellAgainst({ problems, warnings }: BatchPlan, { json, quiet }: AddOptions): void {
  for (const { input, error } of problems) {
    if (json) {
      const failed = { status: 'failed', input, error: error.toReport() };
      say(JSON.stringify(failed));
    } else warn(failedNote(input, error));
  }
  if (json || quiet) return;
  for (const { message } of warnings) warn(message);
}

/** `offcut batch add`: plans, shows what stands against it, adds, and may stay for it. */
async function add(inputs: readonly string[], command: Command): Promise<number> {
  const options = command.opts<AddOptions>();
  const { json = false, quiet = false } = options;
  const { plan, consent } = await planFor(inputs, command);
  if (options.dryRun) {
    return showPlan(plan, { cwd: process.cwd(), json, quiet, write: say });
  }
  const [refusal] = plan.refusals;
  if (refusal !== undefined) throw refusal;
  tellAgainst(plan, options);
  const problemCode = plan.problems.length === 0 ? exitCodes.done : exitCodes.someFailed;
  if (plan.planned.length === 0) return problemCode;

  if (plan.folder !== null) await prepareDestination(plan.folder.path);
  const batch: NewBatch = {
    title: options.title ?? titleOf(inputs),
    recipe: plan.recipe,
    placement: plan.placement,
    priority: priorities[options.priority],
    hotFolder: null,
    ...pictureLimits(options),
    consent,
    fleeting: false,
    jobs: plan.planned.map(({ source, target }) => ({ source, target })),
  };
  const { added, owner } = await withQueue(async ({ role, port }) => {
    const added = await port.ask('add', { batch });
    const { pid, working } = await port.ask('status', {});
    return { added, owner: role === 'client' && working ? pid : null };
  });
  const { title, jobs } = batch;
  if (consent !== null && !quiet && !json) warn(whatMayBeSent(consent, jobs.length));
  if (json) {
    say(JSON.stringify({ status: 'added', batch: added.batch, title, jobs: added.jobs }));
  } else if (!quiet) {
    const worker = owner === null ? '"offcut batch run"' : `Process ${owner}`;
    const hint = options.watch ? '' : ` ${worker} works on them.`;
    say(`Batch ${added.batch} (${title}): ${pictures(jobs.length)} added.${hint}`);
  }
  if (options.watch !== true) return problemCode;
  const code = await work({ batch: added.batch, keep: false }, options);
  return code === exitCodes.done ? problemCode : code;
}

export function addAddCommand(batch: Command, onExit: (code: number) => void): void {
  const command = batch
    .command('add')
    .description('plan pictures as "cut" does, and put them into the queue')
    .argument('<input...>', 'files, folders (with all below them), globs or URLs')
    .addOption(
      new Option('--priority <priority>', 'which pictures go first')
        .choices(Object.keys(priorities))
        .default('normal'),
    )
    .option('--title <title>', 'what the batch is called in lists')
    .option('--watch', 'stay until it is done');
  addPlanFlags(command);
  addPictureFlags(command);
  addConsentFlag(command);
  addWorkFlags(command);
  addRecipeFlags(command);
  command.action(async (inputs: readonly string[]) => {
    onExit(await add(inputs, command));
  });
}
