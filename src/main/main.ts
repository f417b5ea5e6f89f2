import { mkdirSync } from 'node:fs';
import { app, dialog } from 'electron';
import { SettingsFile } from '../core/settings/settings-file.ts';
import { readArguments, type AppArguments } from './app/arguments.ts';
import { OffcutApp } from './app/offcut-app.ts';
import { userFolders } from './app/user-folders.ts';
import { openLog } from './log/log.ts';
import { registerSchemes } from './protocol/schemes.ts';

/** The desktop app's main process: its life from the first line to the last. */

/** Behind the program's name and, in development, the script's. */
const ownArguments = (argv: readonly string[]) => argv.slice(app.isPackaged ? 1 : 2);

const folders = userFolders();
mkdirSync(folders.data, { recursive: true, mode: 0o700 });
app.setName('Offcut');
app.setAppUserModelId('app.offcut.desktop');
app.setPath('userData', folders.chromium);
app.enableSandbox();
registerSchemes();

const args = readArguments(ownArguments(process.argv), process.cwd());

/** What a second start hands to the first one. */
interface SecondStart {
  readonly arguments: AppArguments;
}

if (app.requestSingleInstanceLock({ arguments: args } satisfies SecondStart)) run();
else app.quit();

function run(): void {
  const log = openLog(folders.logs);
  process.on('uncaughtException', (error) => {
    log.error('uncaught', error);
  });
  process.on('unhandledRejection', (error) => {
    log.error('unhandled', error);
  });

  let offcut: OffcutApp | undefined;
  /** What came before the app could take it. */
  const early: Pick<AppArguments, 'paths' | 'urls'>[] = [];
  const take = (arrived: Pick<AppArguments, 'paths' | 'urls'>) => {
    if (offcut === undefined) early.push(arrived);
    else void offcut.take(arrived);
  };

  app.on('open-file', (event, path) => {
    event.preventDefault();
    take({ paths: [path], urls: [] });
  });
  app.on('second-instance', (_event, argv, cwd, data) => {
    const handed = (data as Partial<SecondStart> | undefined)?.arguments;
    take(handed ?? readArguments(ownArguments(argv), cwd));
    offcut?.show();
  });
  app.on('activate', () => {
    offcut?.show();
  });
  app.on('window-all-closed', () => {
    // On macOS an app goes on without windows until it is told to end.
    if (process.platform !== 'darwin') app.quit();
  });
  let ended = false;
  app.on('before-quit', () => {
    offcut?.sayWhatWaits();
  });
  app.on('will-quit', (event) => {
    if (ended || offcut === undefined) return;
    event.preventDefault();
    void offcut.quit().finally(() => {
      ended = true;
      app.quit();
    });
  });

  void app.whenReady().then(async () => {
    try {
      const { OFFCUT_DEV_SERVER: devServer } = process.env;
      offcut = await OffcutApp.start(
        {
          folders,
          settings: SettingsFile.open(folders.data),
          log,
          devServer: app.isPackaged ? undefined : devServer,
        },
        args,
      );
      for (const arrived of early.splice(0)) take(arrived);
    } catch (error) {
      log.error('Offcut could not start', error);
      dialog.showErrorBox('Offcut', error instanceof Error ? error.message : String(error));
      app.exit(1);
    }
  });
}
