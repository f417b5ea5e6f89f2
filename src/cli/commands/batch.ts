import type { Command } from 'commander';
import { addAddCommand } from '../queue/add.ts';
import { addEditCommands } from '../queue/edit.ts';
import { addLookCommands } from '../queue/look.ts';
import { addWorkFlags, work, type WorkOptions } from '../queue/work.ts';

function addRunCommand(batch: Command, onExit: (code: number) => void): void {
  const run = batch
    .command('run')
    .description('work until nothing is left to do, or watch the process that does')
    .option('--keep', 'stay, and work on what is added later');
  addWorkFlags(run);
  run.action(async () => {
    const options = run.opts<WorkOptions & { readonly keep?: true }>();
    onExit(await work({ batch: undefined, keep: options.keep === true }, options));
  });
}

/** `offcut batch ...`: the queue, which survives whatever ends the process that works on it. */
export function addBatchCommand(program: Command, onExit: (code: number) => void): void {
  const batch = program
    .command('batch')
    .description('work through batches of pictures that are kept until they are done');
  addAddCommand(batch, onExit);
  addRunCommand(batch, onExit);
  addLookCommands(batch);
  addEditCommands(batch);
}
