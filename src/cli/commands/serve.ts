import { Option, type Command } from 'commander';
import type { ApiServerLimits } from '../../core/api/options.ts';
import { DEFAULT_API_PORT } from '../../shared/api-port.ts';
import { count } from '../flags/number-flags.ts';
import { addPictureFlags } from '../flags/picture-flags.ts';
import { addWorkFlags } from '../queue/work.ts';
import { addKeyCommands } from '../serve/keys.ts';
import { serve, type ServeOptions } from '../serve/serve.ts';
import { UsageError } from '../usage-error.ts';
import { addFolderFlags, folderFromFlags } from '../watch/folder-flags.ts';
import { refuseStray } from '../watch/stray-flags.ts';

interface Options extends Omit<ServeOptions, 'listen' | 'limits' | 'hotFolders'> {
  readonly host: string;
  readonly port: number;
  readonly hostName?: readonly string[];
  readonly allowRemote?: true;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** s */
  readonly wait: number;
  readonly maxWaiting: number;
  /** MB */
  readonly maxUpload: number;
  /** Days. */
  readonly keep: number;
  /** True: all that are kept. */
  readonly hotFolder?: string | true;
}

function tlsOf({ tlsCert: cert, tlsKey: key }: Options): ServeOptions['listen']['tls'] {
  if (cert === undefined && key === undefined) return null;
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw new UsageError('--tls-cert and --tls-key go together.');
}

function limitsOf({ wait, maxWaiting, maxUpload, keep }: Options): Partial<ApiServerLimits> {
  return {
    deadlineMs: wait * 1000,
    maxWaiting,
    maxBytes: maxUpload * 1_000_000,
    keepMs: keep * 24 * 3_600_000,
  };
}

async function hotFoldersOf(
  { hotFolder }: Options,
  command: Command,
  ofFolder: ReadonlySet<string>,
): Promise<ServeOptions['hotFolders']> {
  if (typeof hotFolder === 'string') {
    return { wanted: await folderFromFlags(hotFolder, command) };
  }
  refuseStray(command, ofFolder, 'name it with --hot-folder.');
  return hotFolder === true ? { wanted: undefined } : undefined;
}

/** `offcut serve`; `onExit` hears the exit code. */
export function addServeCommand(program: Command, onExit: (code: number) => void): void {
  const command = program
    .command('serve')
    .description('answer HTTP requests on this machine, as known cloud services do')
    // Its subcommands have flags of the same names.
    .enablePositionalOptions()
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option(
      '--port <n>',
      'where to listen; 0: any that is free',
      count(0, 65_535),
      DEFAULT_API_PORT,
    )
    .option('--host-name <name...>', 'what this machine is called by those who ask')
    .option('--allow-remote', 'let others reach it; needs --tls-cert and --tls-key')
    .option('--tls-cert <file>', 'certificate, in PEM')
    .option('--tls-key <file>', 'its key, in PEM')
    .option('--wait <seconds>', 'how long a request waits for its cutout', count(1, 3600), 120)
    .option('--max-waiting <n>', 'requests that wait at once', count(1, 10_000), 500)
    .option('--max-upload <MB>', 'refuse larger files', count(1, 2000), 100)
    .option('--keep <days>', 'how long results are kept', count(1, 3650), 8)
    .addOption(
      new Option('--hot-folder [folder]', 'watch a folder, too; without a name: all that are kept'),
    );
  addPictureFlags(command);
  addWorkFlags(command);
  const general = new Set(command.options.map((option) => option.attributeName()));
  addFolderFlags(command);
  const ofFolder = new Set(
    command.options.map((option) => option.attributeName()).filter((name) => !general.has(name)),
  );
  command.addHelpText(
    'after',
    `
Exit codes: 0 stopped; 1 it could not begin; 2 wrong usage.

Examples:
  offcut serve
  offcut serve keys add shop --quota 1000
  offcut serve --hot-folder incoming --out cutouts --preset white`,
  );
  command.action(async (options: Options) => {
    const { host, port, hostName: names = [], allowRemote = false } = options;
    const listen = { host, port, allowRemote, names, tls: tlsOf(options) };
    const hotFolders = await hotFoldersOf(options, command, ofFolder);
    onExit(await serve({ ...options, listen, limits: limitsOf(options), hotFolders }));
  });
  addKeyCommands(command);
}
