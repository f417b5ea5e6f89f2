import { asElectron, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import { serveFromOrigin } from './origins.ts';

type Handler = (request: GlobalRequest) => GlobalResponse | Promise<GlobalResponse>;

/** The app's own schemes. */
class StandInProtocol implements Offered<Electron.Protocol> {
  readonly handlers = new Map<string, Handler>();

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard === true) serveFromOrigin(scheme);
    }
  }

  handle(scheme: string, handler: Handler): void {
    if (this.handlers.has(scheme)) throw new Error(`The scheme has been registered: ${scheme}`);
    this.handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.handlers.delete(scheme))
      throw new Error(`The scheme has not been registered: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme);
  }
}

export type { StandInProtocol };
export const standInProtocol = new StandInProtocol();
export const protocol = asElectron<Electron.Protocol>(strict('protocol', standInProtocol));
