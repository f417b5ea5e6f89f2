import path from 'node:path';
import { Option, type Command } from 'commander';
import { planForQueue } from '../../core/batch/plan-for-queue.ts';
import type { ExistsPolicy } from '../../core/files/commit.ts';
import { OffcutError } from '../../shared/errors.ts';
import { priorities, type NewBatch } from '../../shared/queue.ts';
import { chooseDestination } from '../destination.ts';
import { exitCodes } from '../exit-codes.ts';
import { megapixels } from '../number-flags.ts';
import { addRecipeFlags, recipeFromFlags } from '../recipe-flags.ts';
import { UsageError } from '../usage-error.ts';
import { withQueue } from './access.ts';
import { pictures } from './words.ts';
import { addWorkFlags } from './work-flags.ts';
import { work, type WorkOptions } from './work.ts';

interface AddOptions extends WorkOptions {
  readonly output?: string;
  readonly replaceOriginal?: true;
  readonly ifExists: ExistsPolicy;
  readonly priority: keyof typeof priorities;
  readonly title?: string;
  readonly maxMegapixels: number;
  readonly lenient?: true;
  readonly watch?: true;
}

/** The first input by its name, and how many more there are. */
function titleOf(inputs: readonly string[]): string {
  const [first = '', ...more] = inputs;
  const name = path.basename(first) || first;
  return more.length === 0 ? name : `${name} and ${more.length} more`;
}

interface PlannedBatch {
  readonly batch: NewBatch;
  readonly problems: readonly { readonly input: string; readonly error: OffcutError }[];
}

/** Plans what the command line asks for. Throws UsageError where its parts contradict each other. */
async function plan(inputs: readonly string[], command: Command): Promise<PlannedBatch> {
  const options = command.opts<AddOptions>();
  if (options.output !== undefined && options.replaceOriginal) {
    throw new UsageError('-o and --replace-original exclude each other.');
  }
  if (inputs.includes('-')) {
    throw new UsageError('Standard input cannot wait in the queue; use "offcut cut -".');
  }
  const cwd = process.cwd();
  const chosen = chooseDestination(options.output, inputs, options.replaceOriginal === true, cwd);
  const { destination } = chosen;
  if (destination.type === 'stdout') {
    throw new UsageError('A batch cannot go to standard output; use -o FOLDER.');
  }
  const recipe = recipeFromFlags(command, chosen.format);
  const { planned, problems } = await planForQueue({ inputs, cwd, destination, recipe });
  const batch: NewBatch = {
    title: options.title ?? titleOf(inputs),
    recipe,
    placement: destination.type === 'replace' ? 'replace' : options.ifExists,
    priority: priorities[options.priority],
    hotFolder: null,
    lenient: options.lenient === true,
    maxPixels: Math.round(options.maxMegapixels * 1e6),
    jobs: planned,
  };
  return { batch, problems };
}

/** `offcut batch add`: plans, shows what stands against it, adds, and may stay for it. */
async function add(inputs: readonly string[], command: Command): Promise<number> {
  const options = command.opts<AddOptions>();
  const json = options.json === true;
  const { batch, problems } = await plan(inputs, command);
  for (const { input, error } of problems) {
    const { code, message } = error;
    if (json) {
      const failed = { status: 'failed', input, error: error.toReport() };
      process.stdout.write(`${JSON.stringify(failed)}\n`);
    } else process.stderr.write(`${input}: ${message} [${code}]\n`);
  }
  const problemCode = problems.length === 0 ? exitCodes.done : exitCodes.someFailed;
  if (batch.jobs.length === 0) return problemCode;
  const added = await withQueue(({ port }) => port.ask('add', { batch }));
  const { title, jobs } = batch;
  if (json) {
    const line = { status: 'added', batch: added.batch, title, jobs: added.jobs };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } else if (options.quiet !== true) {
    const hint = options.watch ? '' : ' "offcut batch run" works on them.';
    const line = `Batch ${added.batch} (${title}): ${pictures(jobs.length)} added.${hint}`;
    process.stdout.write(`${line}\n`);
  }
  if (options.watch !== true) return problemCode;
  const wanted = { batch: added.batch, keep: false };
  const code = await work(wanted, options);
  return code === exitCodes.done ? problemCode : code;
}

export function addAddCommand(batch: Command, onExit: (code: number) => void): void {
  const command = batch
    .command('add')
    .description('plan pictures as "cut" does, and put them into the queue')
    .argument('<input...>', 'files, folders (with all below them), globs or URLs')
    .option('-o, --output <path>', 'folder or file for the cutouts (default: cutouts)')
    .option(
      '--replace-original',
      'put each cutout in the place of its source, which goes to the recycle bin',
    )
    .addOption(
      new Option('--if-exists <policy>', 'when a file of that name is there already')
        .choices(['rename', 'skip', 'overwrite'])
        .default('rename'),
    )
    .addOption(
      new Option('--priority <priority>', 'which pictures go first')
        .choices(Object.keys(priorities))
        .default('normal'),
    )
    .option('--title <title>', 'what the batch is called in lists')
    .option('--max-megapixels <n>', 'refuse larger pictures', megapixels, 100)
    .option('--lenient', 'take what is readable of damaged pictures')
    .option('--watch', 'stay until it is done');
  addWorkFlags(command);
  addRecipeFlags(command);
  command.action(async (inputs: readonly string[]) => {
    onExit(await add(inputs, command));
  });
}
