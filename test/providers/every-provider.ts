import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Caller } from '../../src/core/providers/call.ts';
import { providerOf } from '../../src/core/providers/catalogue.ts';
import { ProviderClient } from '../../src/core/providers/client.ts';
import type { ProviderSource } from '../../src/core/providers/provider.ts';
import type { ProviderId } from '../../src/shared/provider.ts';
import type { Time } from '../../src/core/providers/token-bucket.ts';
import type { ContractServer } from './servers/contract-server.ts';
import * as clipdrop from './servers/clipdrop.ts';
import * as cropPhoto from './servers/crop-photo.ts';
import type { DocumentedAnswer } from './servers/documented.ts';
import * as imgProcessing from './servers/img-processing.ts';
import { pictureHost } from './servers/picture-host.ts';
import * as poof from './servers/poof.ts';
import * as removeBg from './servers/remove-bg.ts';
import { photo, photoSize } from './servers/requests-in-tests.ts';
import * as tengr from './servers/tengr.ts';

/** A provider as the tests know it: what its documentation says, and a server that keeps to that. */
export interface KnownProvider {
  readonly id: ProviderId;
  /** As the documentation calls the header that the key goes into. */
  readonly keyHeader: 'x-api-key' | 'authorization';
  readonly start: (options?: object) => Promise<ContractServer>;
  readonly documented: readonly DocumentedAnswer[];
  /** Steps that a check of the key takes; all others are those of a picture. */
  readonly checks: readonly string[];
}

export const everyProvider: readonly KnownProvider[] = [
  {
    id: 'clipdrop',
    keyHeader: 'x-api-key',
    start: clipdrop.startClipdrop,
    documented: clipdrop.documented,
    checks: [],
  },
  {
    id: 'poof',
    keyHeader: 'x-api-key',
    start: poof.startPoof,
    documented: poof.documented,
    checks: ['me'],
  },
  {
    id: 'img-processing',
    keyHeader: 'x-api-key',
    start: imgProcessing.startImgProcessing,
    documented: imgProcessing.documented,
    checks: ['list'],
  },
  {
    id: 'crop-photo',
    keyHeader: 'authorization',
    start: cropPhoto.startCropPhoto,
    documented: cropPhoto.documented,
    checks: [],
  },
  {
    id: 'tengr',
    keyHeader: 'authorization',
    start: tengr.startTengr,
    documented: tengr.documented,
    checks: ['list'],
  },
  {
    id: 'remove-bg',
    keyHeader: 'x-api-key',
    start: removeBg.startRemoveBg,
    documented: removeBg.documented,
    checks: ['account'],
  },
];

/** Time in which waiting takes none, and what was waited for is written down, in ms. */
export function hurried(): Time & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    clock: () => now,
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

/** A client that talks to a contract server. */
export function clientOf(
  id: ProviderId,
  server: Pick<ContractServer, 'baseUrl' | 'key'>,
  {
    time = hurried(),
    key = server.key,
    call,
  }: { readonly time?: Time; readonly key?: string; readonly call: Caller },
): ProviderClient {
  const provider = providerOf(id);
  const random = () => 0.5;
  return new ProviderClient({ provider, baseUrl: server.baseUrl, key, call, time, random });
}

/** A small photo as a provider takes it: a file, or an address on this machine. */
export async function sourceFor(
  id: ProviderId,
  folder: string,
): Promise<{ readonly source: ProviderSource; readonly close: () => Promise<void> }> {
  const bytes = await photo();
  if (providerOf(id).capabilities.input === 'url') {
    const host = await pictureHost(bytes);
    return { source: { kind: 'url', url: host.url }, close: host.close };
  }
  const file = path.join(folder, 'upload.jpg');
  await writeFile(file, bytes);
  const upload = { ...photoSize, bytes: bytes.length, type: 'image/jpeg' } as const;
  return { source: { kind: 'file', file, upload }, close: () => Promise.resolve() };
}
