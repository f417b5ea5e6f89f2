import path from 'node:path';
import { clipboard, dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { RequestHandlers } from '../bridge/register.ts';
import { infoOf, type Inputs } from '../inputs/inputs.ts';
import { savePasted } from '../inputs/pasted.ts';
import { webAddresses } from '../../shared/web-addresses.ts';
import { packageRoot } from '../../core/paths.ts';
import { readableExtensions } from '../../core/sources/source.ts';

type InputHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `inputs.${string}`>>;

/** Asks the user for files or folders. Empty: they chose none. */
export async function askFor(
  window: BrowserWindow | undefined,
  options: OpenDialogOptions,
): Promise<readonly string[]> {
  const { canceled, filePaths } =
    window === undefined
      ? await dialog.showOpenDialog(options)
      : await dialog.showOpenDialog(window, options);
  return canceled ? [] : filePaths;
}

/** Asks the user for pictures. Empty: they chose none. */
export const askForPictures = (
  window: BrowserWindow | undefined,
  properties: OpenDialogOptions['properties'] & {},
): Promise<readonly string[]> =>
  askFor(window, {
    properties,
    filters: [
      // What is offered first; what a file really is, its content says.
      {
        name: 'JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF, BMP',
        extensions: [...readableExtensions],
      },
      { name: '*', extensions: ['*'] },
    ],
  });

export interface InputTools {
  readonly inputs: Inputs;
  readonly pastedFolder: string;
  readonly window: () => BrowserWindow | undefined;
}

export const inputHandlers = ({ inputs, pastedFolder, window }: InputTools): InputHandlers => ({
  'inputs.choose': async ({ what }) => {
    const paths = await (what === 'folder'
      ? askFor(window(), { properties: ['openDirectory', 'multiSelections'] })
      : askForPictures(window(), ['openFile', 'multiSelections']));
    return infoOf(await inputs.addPaths(paths));
  },
  'inputs.paste': async () => {
    const file = await savePasted(pastedFolder);
    if (file !== undefined) return infoOf([inputs.addPasted(file)]);
    return infoOf(inputs.addAddresses(webAddresses(await clipboard.readText())));
  },
  'inputs.addresses': ({ urls }) => infoOf(inputs.addAddresses(urls)),
  'inputs.samples': async () =>
    infoOf(await inputs.addPaths([path.join(packageRoot(), 'samples')])),
});
