import { Argument, type Command } from 'commander';
import { UsageError } from '../usage-error.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import { findModel, loadCatalogue } from '../../core/models/catalogue.ts';
import { endedStates, priorities, type EndedState } from '../../shared/queue.ts';
import { say } from '../say.ts';
import { withQueue } from './access.ts';
import { addWhichJobs, id, ids, scopeOf, type WhichJobs } from './which-jobs.ts';
import { pictures } from './words.ts';

type EndedFlags = { readonly [E in EndedState]?: true };

/** Does something with the queue, and says what came of it. */
async function change(use: (port: QueuePort) => Promise<string>): Promise<void> {
  say(await withQueue(({ port }) => use(port)));
}

/** The states that flags name, or the command's own. */
function statesOf(flags: EndedFlags, standard: readonly EndedState[]): readonly EndedState[] {
  const named = endedStates.filter((name) => flags[name]);
  return named.length === 0 ? standard : named;
}

const addEndedFlags = (command: Command, verb: string, standard: readonly EndedState[]): Command =>
  endedStates.reduce((all, name) => {
    const remark = standard.includes(name) ? '; so without any of these flags' : '';
    return all.option(`--${name}`, `${verb} those that are ${name}${remark}`);
  }, command);

function addPauseCommands(batch: Command): void {
  batch
    .command('pause')
    .description('begin nothing more, of one batch or of all; what is at work ends')
    .argument('[batch]', 'a batch, by its number', id)
    .action((number: number | undefined) =>
      change(async (port) => {
        await port.ask('pause', { batch: number ?? null });
        return number === undefined ? 'The queue is paused.' : `Batch ${number} is paused.`;
      }),
    );
  batch
    .command('resume')
    .description('go on with one batch, or with all')
    .argument('[batch]', 'a batch, by its number', id)
    .action((number: number | undefined) =>
      change(async (port) => {
        await port.ask('resume', { batch: number ?? null });
        if (number === undefined) return 'The queue goes on.';
        const { paused } = await port.ask('counts', {});
        const but = paused ? ` once the queue does, which is paused itself` : '';
        return `Batch ${number} goes on${but}.`;
      }),
    );
}

function addRetryCommand(batch: Command): void {
  const retry = addWhichJobs(
    batch
      .command('retry')
      .description('queue pictures again, of one batch, of some jobs or of all'),
  );
  addEndedFlags(retry, 'queue', ['failed']).option(
    '--model <id>',
    "another model than the recipe's",
  );
  retry.action((number: number | undefined) => {
    const options = retry.opts<WhichJobs & EndedFlags & { readonly model?: string }>();
    const scope = scopeOf(number, options) ?? { kind: 'all' };
    const states = statesOf(options, ['failed']);
    if (options.model !== undefined) findModel(loadCatalogue(), options.model);
    return change(async (port) => {
      const { jobs } = await port.ask('retry', { scope, states, model: options.model ?? null });
      return `${pictures(jobs)} queued again.`;
    });
  });
}

function addCancelCommand(batch: Command): void {
  const cancel = addWhichJobs(
    batch.command('cancel').description('take back what waits, and stop what is at work'),
  ).option('--all', 'all of the queue');
  cancel.action((number: number | undefined) => {
    const options = cancel.opts<WhichJobs & { readonly all?: true }>();
    const named = scopeOf(number, options);
    if ((named === undefined) === (options.all === undefined)) {
      throw new UsageError('Say a batch, --job or --all.');
    }
    return change(async (port) => {
      const { jobs } = await port.ask('cancel', { scope: named ?? { kind: 'all' } });
      return `${pictures(jobs)} cancelled.`;
    });
  });
}

function addClearCommand(batch: Command): void {
  const clear = addWhichJobs(
    batch.command('clear').description('take pictures that ended off the list; cutouts stay'),
  );
  addEndedFlags(clear, 'clear', ['done']).option('--all', 'clear all that ended');
  clear.action((number: number | undefined) => {
    const options = clear.opts<WhichJobs & EndedFlags & { readonly all?: true }>();
    const scope = scopeOf(number, options) ?? { kind: 'all' };
    const states = options.all ? endedStates : statesOf(options, ['done']);
    return change(async (port) => {
      const { jobs } = await port.ask('clear', { scope, states });
      return `${pictures(jobs)} taken off the list.`;
    });
  });
}

function addOrderCommands(batch: Command): void {
  const move = batch
    .command('move')
    .description('let jobs run before another one, or last')
    .argument('<jobs...>', 'jobs, by their numbers', ids)
    .option('--before <job>', 'before this job', id)
    .option('--last', 'after all others');
  move.action((jobs: readonly number[]) => {
    const { before, last } = move.opts<{ readonly before?: number; readonly last?: true }>();
    if ((before === undefined) === (last === undefined)) {
      throw new UsageError('Say --before JOB or --last.');
    }
    return change(async (port) => {
      await port.ask('move', { jobs, before: before ?? null });
      return `${pictures(jobs.length)} moved.`;
    });
  });
  const prioritise = batch
    .command('prioritise')
    .description('change which pictures go first')
    .addArgument(new Argument('<priority>', 'theirs from now on').choices(Object.keys(priorities)));
  addWhichJobs(prioritise);
  prioritise.action((name: keyof typeof priorities, number: number | undefined) => {
    const scope = scopeOf(number, prioritise.opts<WhichJobs>());
    if (scope === undefined) throw new UsageError('Say a batch or --job.');
    return change(async (port) => {
      await port.ask('prioritise', { scope, priority: priorities[name] });
      return `Priority set to ${name}.`;
    });
  });
}

function addStopCommand(batch: Command): void {
  batch
    .command('stop')
    .description('end the process that works on the queue; what waits is kept')
    .action(() =>
      withQueue(async ({ port, role }) => {
        if (role === 'owner') {
          say('Nobody works on the queue.');
          return;
        }
        await port.ask('stop', {});
        say('It lets go of the queue.');
      }),
    );
}

/** The commands that change the list, whoever works on it. */
export function addEditCommands(batch: Command): void {
  addPauseCommands(batch);
  addRetryCommand(batch);
  addCancelCommand(batch);
  addClearCommand(batch);
  addOrderCommands(batch);
  addStopCommand(batch);
}
