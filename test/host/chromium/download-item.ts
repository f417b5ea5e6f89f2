import type { Download } from 'playwright-core';
import { asElectron, emitPreventable, type Offered } from './emitter.ts';
import { notInStandIn, strict } from './not-in-stand-in.ts';
import { fromChromium } from './origins.ts';
import { defaultSession } from './session.ts';

export class StandInDownloadItem implements Offered<Electron.DownloadItem> {
  private readonly download: Download;

  constructor(download: Download) {
    this.download = download;
    return strict('downloadItem', this);
  }

  getURL(): string {
    return fromChromium(this.download.url());
  }

  getFilename(): string {
    return this.download.suggestedFilename();
  }
}

/** Asks the app, and saves nothing either way. */
export async function pageDownloads(
  download: Download,
  contents: Electron.WebContents,
): Promise<void> {
  const item = asElectron<Electron.DownloadItem>(new StandInDownloadItem(download));
  const refused = emitPreventable(defaultSession, 'will-download', {}, item, contents);
  if (!refused) console.error(notInStandIn('a download that the app lets through').message);
  await download.cancel();
}
