import { otherHost, type OtherHost } from './other-host.ts';

/** Where a user's picture stands, for the providers that take addresses only. */
export const pictureHost = (bytes: Buffer): Promise<OtherHost> =>
  otherHost({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: bytes });
