import type { IpcMainInvokeEvent } from 'electron';

/** Where the window's page comes from, and which windows are ours. */
export interface TrustedSenders {
  /** Such as `app://offcut`. */
  readonly origin: string;
  readonly isOurs: (webContentsId: number) => boolean;
}

/** Why a call is not to be answered; undefined: it comes from the top frame of our own page. */
export function problemWithSender(
  { sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  { origin, isOurs }: TrustedSenders,
): string | undefined {
  if (!isOurs(sender.id)) return 'it comes from a window that is not ours';
  // A frame that is gone has no address that could be checked.
  if (senderFrame === null) return 'its frame is gone';
  if (senderFrame.parent !== null) return 'it comes from a frame within a page';
  const url = URL.canParse(senderFrame.url) ? new URL(senderFrame.url) : undefined;
  // `URL.origin` is "null" for schemes of one's own.
  const from = url === undefined ? '' : `${url.protocol}//${url.host}`;
  return from === origin ? undefined : `it comes from ${from === '' ? 'no page' : from}`;
}
