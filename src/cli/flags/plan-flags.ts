import { Option, type Command } from 'commander';
import type { ExistsPolicy } from '../../core/files/commit.ts';
import type { Destination, Placing } from '../../core/plan/destination.ts';
import { DEFAULT_NAME_TEMPLATE, nameTokens } from '../../shared/name-template.ts';
import { chooseDestination, type ChosenDestination } from './destination.ts';
import { UsageError } from '../usage-error.ts';

/** What a command line says of where cutouts go and what they are called. */
export interface PlanOptions {
  readonly output?: string;
  readonly replaceOriginal?: true;
  readonly ifExists: ExistsPolicy;
  readonly name?: string;
  readonly flatten?: true;
  readonly dryRun?: true;
  readonly preset?: string;
}

export function addPlanFlags(command: Command): Command {
  const tokens = nameTokens.map((token) => `{${token}}`).join(' ');
  return command
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
    .option(
      '--name <template>',
      `what cutouts are called (default: ${DEFAULT_NAME_TEMPLATE}): ${tokens}, and / for sub-folders`,
    )
    .option('--flatten', "put all cutouts into one folder instead of mirroring the input's")
    .option('--dry-run', 'print what would be cut and where it would go; write nothing');
}

/**
 * Where cutouts go, as far as the command line tells.
 * @throws UsageError where its parts contradict each other
 */
export function destinationFrom(
  options: PlanOptions,
  inputs: readonly string[],
  cwd: string,
): ChosenDestination {
  const { output, replaceOriginal = false, name, flatten = false, dryRun = false } = options;
  if (output !== undefined && replaceOriginal) {
    throw new UsageError('-o and --replace-original exclude each other.');
  }
  if (flatten && replaceOriginal) {
    throw new UsageError('--flatten has nothing to do where each cutout stays with its original.');
  }
  const chosen = chooseDestination(output, inputs, replaceOriginal, cwd);
  const { type } = chosen.destination;
  if ((name !== undefined || flatten) && (type === 'file' || type === 'stdout')) {
    throw new UsageError('--name and --flatten are for a folder; use -o FOLDER.');
  }
  if (dryRun && type === 'stdout') {
    throw new UsageError('--dry-run says which files would be written; use -o FOLDER.');
  }
  return chosen;
}

export const placingOf = (destination: Destination, ifExists: ExistsPolicy): Placing =>
  destination.type === 'replace'
    ? { destination, placement: 'replace' }
    : { destination, placement: ifExists };
