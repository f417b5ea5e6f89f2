import { Command, CommanderError } from 'commander';
import { packageVersion } from '../core/paths.ts';
import { OffcutError, type ErrorCode } from '../shared/errors.ts';
import { addBatchCommand } from './commands/batch.ts';
import { addCutCommand } from './commands/cut.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addModelsCommand } from './commands/models.ts';
import { addProvidersCommand } from './commands/providers.ts';
import { addServeCommand } from './commands/serve.ts';
import { addWatchCommand } from './commands/watch.ts';
import { exitCodes } from './exit-codes.ts';
import { told } from './outcome-notes.ts';
import { warn } from './say.ts';
import { UsageError } from './usage-error.ts';

/** What reads like a fault below, and is a mistake in the command line or what it was given. */
const mistakes: ReadonlySet<ErrorCode> = new Set([
  'model-unknown',
  'api-key-unknown',
  'api-address-refused',
  'api-tls-unusable',
  'provider-unknown',
  'provider-off',
  'provider-no-key',
  'provider-no-address',
]);

/** Errors of the whole run that are no mistake in the command line itself. */
const isOurFault = ({ code }: OffcutError) =>
  code === 'internal' ||
  (/^(?:api|engine|model|queue|control|provider)-/.test(code) && !mistakes.has(code));

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`);
    return exitCodes.usage;
  }
  const known = OffcutError.from(error);
  warn(`error: ${told(known)}`);
  if (known.code === 'internal' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  return isOurFault(known) ? exitCodes.someFailed : exitCodes.usage;
}

const program = new Command('offcut')
  .description('Removes image backgrounds on your own machine.')
  .version(packageVersion())
  .enablePositionalOptions()
  .showHelpAfterError('(add --help for the options)')
  .exitOverride();

const onExit = (code: number) => {
  process.exitCode = code;
};
addCutCommand(program, onExit);
addBatchCommand(program, onExit);
addWatchCommand(program, onExit);
addServeCommand(program, onExit);
addModelsCommand(program, onExit);
addProvidersCommand(program, onExit);
addDoctorCommand(program, onExit);

// A reader that has seen enough (`offcut models | head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}
