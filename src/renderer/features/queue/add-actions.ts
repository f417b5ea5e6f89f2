import { takeFiles, request } from '../../bridge/client.ts';
import { webAddresses } from '../../../shared/web-addresses.ts';
import { addInputs } from '../../stores/add-inputs.ts';
import { tellError } from '../../stores/notice-store.ts';
import { say } from '../../stores/toast-store.ts';

/** The ways in which pictures get into the window; what goes wrong is told as a notice. */

async function told(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    tellError(error);
  }
}

export const addPictures = () =>
  told(async () => addInputs(await request('inputs.choose', { what: 'pictures' })));

export const addFolder = () =>
  told(async () => addInputs(await request('inputs.choose', { what: 'folder' })));

export const addSamples = () => told(async () => addInputs(await request('inputs.samples', {})));

/** What is on the clipboard. `nothing`: what is said when there is no picture on it. */
export const paste = (nothing: string) =>
  told(async () => {
    const inputs = await request('inputs.paste', {});
    if (inputs.length === 0) say(nothing);
    else await addInputs(inputs);
  });

/** What was dropped or pasted: files and folders, else the addresses in its text. */
export const addTransfer = (transfer: DataTransfer, nothing: string) => {
  // A transfer is empty once its event is over.
  const files = [...transfer.files];
  const text = transfer.getData('text/uri-list') || transfer.getData('text/plain');
  return told(async () => {
    const inputs = files.length === 0 ? [] : await takeFiles(files);
    const urls = webAddresses(text);
    if (inputs.length > 0) await addInputs(inputs);
    // A picture that is no file on disk is on the clipboard, or comes from a page by its address.
    else if (urls.length > 0)
      await addInputs(await request('inputs.addresses', { urls: [...urls] }));
    else if (files.length > 0) await paste(nothing);
  });
};
