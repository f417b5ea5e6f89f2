import { execFile } from 'node:child_process';
import { asElectron, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import { headless } from './runtime.ts';

type Window = Electron.BaseWindow;

/** Runs the desktop's own dialogs; resolves to what it printed, or undefined when cancelled. */
function zenity(args: readonly string[]): Promise<string | undefined> {
  if (headless || process.platform !== 'linux') {
    return Promise.reject(new Error('The stand-in has no dialogs; the test must replace them.'));
  }
  return new Promise((resolve, reject) => {
    execFile('zenity', args, (error, stdout) => {
      if (error === null) resolve(stdout.trimEnd());
      else if (error.code === 'ENOENT') reject(new Error('Install zenity to see dialogs here.'));
      else resolve(undefined);
    });
  });
}

/** The options, whether or not a window comes before them. */
const optionsOf = <T>(first: Window | T, second: T | undefined): T => second ?? (first as T);

const common = ({ title, defaultPath }: { title?: string; defaultPath?: string }) => [
  '--file-selection',
  ...(title === undefined ? [] : [`--title=${title}`]),
  ...(defaultPath === undefined ? [] : [`--filename=${defaultPath}`]),
];

class StandInDialog implements Offered<Electron.Dialog> {
  async showOpenDialog(
    first: Window | Electron.OpenDialogOptions,
    second?: Electron.OpenDialogOptions,
  ): Promise<Electron.OpenDialogReturnValue> {
    const options = optionsOf(first, second);
    const wants = (property: 'openDirectory' | 'multiSelections') =>
      options.properties?.includes(property) === true;
    const chosen = await zenity([
      ...common(options),
      ...(wants('openDirectory') ? ['--directory'] : []),
      ...(wants('multiSelections') ? ['--multiple', '--separator=\n'] : []),
    ]);
    return { canceled: chosen === undefined, filePaths: chosen?.split('\n') ?? [] };
  }

  async showSaveDialog(
    first: Window | Electron.SaveDialogOptions,
    second?: Electron.SaveDialogOptions,
  ): Promise<Electron.SaveDialogReturnValue> {
    const chosen = await zenity([...common(optionsOf(first, second)), '--save']);
    return { canceled: chosen === undefined, filePath: chosen ?? '' };
  }

  async showMessageBox(
    first: Window | Electron.MessageBoxOptions,
    second?: Electron.MessageBoxOptions,
  ): Promise<Electron.MessageBoxReturnValue> {
    const { message, detail = '', buttons = ['OK'], cancelId } = optionsOf(first, second);
    const extra = buttons.map((label) => `--extra-button=${label}`);
    const kind = ['--question', '--switch', `--text=${message}\n\n${detail}`, ...extra];
    const chosen = await zenity(kind);
    const at = chosen === undefined ? -1 : buttons.indexOf(chosen);
    return { response: at === -1 ? (cancelId ?? 0) : at, checkboxChecked: false };
  }

  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`);
  }
}

export type { StandInDialog };
export const dialog = asElectron<Electron.Dialog>(strict('dialog', new StandInDialog()));
