import { EventEmitter } from 'node:events';
import { asElectron, StandInEvent, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';

type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1];
type Listener = Parameters<Electron.IpcMain['on']>[1];

/** Where a message came from. */
interface Sender {
  readonly sender: Electron.WebContents;
  readonly senderFrame: Electron.WebFrameMain | null;
}

class StandInIpcMain implements Offered<Electron.IpcMain> {
  private readonly handlers = new Map<string, InvokeHandler>();
  private readonly listeners = new EventEmitter();

  handle(channel: string, handler: InvokeHandler): void {
    if (this.handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: InvokeHandler): void {
    this.handle(channel, (event, ...args: unknown[]) => {
      this.removeHandler(channel);
      return handler(event, ...args) as unknown;
    });
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  on(channel: string, listener: Listener): Electron.IpcMain {
    this.listeners.on(channel, listener);
    return ipcMain;
  }

  once(channel: string, listener: Listener): Electron.IpcMain {
    this.listeners.once(channel, listener);
    return ipcMain;
  }

  off(channel: string, listener: Listener): Electron.IpcMain {
    this.listeners.off(channel, listener);
    return ipcMain;
  }

  removeListener(channel: string, listener: Listener): Electron.IpcMain {
    return this.off(channel, listener);
  }

  removeAllListeners(channel?: string): Electron.IpcMain {
    this.listeners.removeAllListeners(channel);
    return ipcMain;
  }

  /** Answers `ipcRenderer.invoke`, with errors in Electron's words. */
  async invoke(
    from: Sender,
    channel: string,
    args: readonly unknown[],
  ): Promise<{ readonly value: unknown } | { readonly error: string }> {
    try {
      const handler = this.handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const event = new StandInEvent({ ...from, ...ids(from), type: 'frame' });
      return { value: await (handler(asElectron(event), ...args) as unknown) };
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      return { error: String(error) };
    }
  }

  receive(from: Sender, channel: string, args: readonly unknown[]): void {
    const reply = (to: string, ...values: unknown[]) => {
      from.sender.send(to, ...values);
    };
    const details = { ...from, ...ids(from), type: 'frame', ports: [], reply };
    this.listeners.emit(channel, new StandInEvent(details), ...args);
  }
}

const ids = ({ senderFrame }: Sender) => ({
  processId: senderFrame?.processId ?? 0,
  frameId: senderFrame?.routingId ?? 0,
});

export type { StandInIpcMain };
export const standInIpcMain = new StandInIpcMain();
export const ipcMain = asElectron<Electron.IpcMain>(strict('ipcMain', standInIpcMain));
