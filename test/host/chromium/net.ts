import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { asElectron, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import { standInProtocol } from './protocol.ts';

/** Fetches as Electron's `net`: files and the app's own schemes too. */
class StandInNet implements Offered<Electron.Net> {
  readonly online = true;

  async fetch(input: string | GlobalRequest, init?: RequestInit): Promise<GlobalResponse> {
    const url = typeof input === 'string' ? input : input.url;
    const scheme = url.slice(0, url.indexOf(':'));
    if (scheme === 'file') {
      const file = await readFile(fileURLToPath(url)).catch(() => undefined);
      if (file === undefined) throw new Error('net::ERR_FILE_NOT_FOUND');
      return new Response(new Uint8Array(file));
    }
    const handler = standInProtocol.handlers.get(scheme);
    return handler === undefined ? fetch(input, init) : handler(new Request(input, init));
  }

  isOnline(): boolean {
    return this.online;
  }
}

export type { StandInNet };
export const net = asElectron<Electron.Net>(strict('net', new StandInNet()));
