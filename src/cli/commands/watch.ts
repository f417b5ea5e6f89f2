import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { addPictureFlags } from '../flags/picture-flags.ts';
import { addWorkFlags } from '../queue/work.ts';
import { UsageError } from '../usage-error.ts';
import { addFolderFlags, folderFromFlags } from '../watch/folder-flags.ts';
import { refuseStray } from '../watch/stray-flags.ts';
import { forget, listKept } from '../watch/kept.ts';
import { watch, type WatchOptions } from '../watch/watch.ts';

interface Options extends WatchOptions {
  readonly list?: true;
  readonly forget?: string;
}

async function run(
  folder: string | undefined,
  command: Command,
  ofFolder: ReadonlySet<string>,
): Promise<number> {
  const options = command.opts<Options>();
  const asked = [folder, options.list, options.forget].filter((each) => each !== undefined);
  if (asked.length > 1) throw new UsageError('FOLDER, --list and --forget exclude each other.');
  if (folder === undefined) refuseStray(command, ofFolder, 'name the folder before it.');
  if (options.list) await listKept(options.json === true);
  else if (options.forget !== undefined) await forget(options.forget);
  else {
    const wanted = folder === undefined ? undefined : await folderFromFlags(folder, command);
    return watch(wanted, options);
  }
  return exitCodes.done;
}

/** `offcut watch [FOLDER]`; `onExit` hears the exit code. */
export function addWatchCommand(program: Command, onExit: (code: number) => void): void {
  const command = program
    .command('watch')
    .description('cut out every picture that comes into a folder, until it is stopped')
    .argument('[folder]', 'the folder to watch, which is kept; without it: all that are kept');
  addFolderFlags(command);
  const ofFolder = new Set(command.options.map((option) => option.attributeName()));
  command
    .option('--once', 'deal with what is there, and end')
    .option('--list', 'show the folders that are kept')
    .option('--forget <folder>', 'keep a folder no more; its pictures and cutouts stay');
  addPictureFlags(command);
  addWorkFlags(command);
  command.addHelpText(
    'after',
    `
Exit codes: 0 stopped, or with --once all done; 1 with --once: some failed; 2 wrong usage.

Examples:
  offcut watch incoming --out cutouts --preset white
  offcut watch incoming --out cutouts --originals done --include "*.jpg" --once
  offcut watch`,
  );
  command.action(async (folder: string | undefined) => {
    onExit(await run(folder, command, ofFolder));
  });
}
