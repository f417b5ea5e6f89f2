import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { assertNever } from '../../../shared/assert.ts';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';
import {
  clientMessageSchema,
  CONTROL_VERSION,
  controlMethods,
  greeting,
  MAX_LINE_BYTES,
  type ControlMethod,
  type ControlParams,
  type OwnerMessage,
} from '../../../shared/queue-control.ts';
import { prepareSocketFolder } from './address.ts';
import { announce } from './announce.ts';
import { perform, type ControlHost } from './handlers.ts';
import { readLines, writeLine } from './lines.ts';

/** Bytes that wait for one client; one that reads nothing is let go, so that it costs no memory. */
const MOST_UNREAD = 2 * MAX_LINE_BYTES;

const invalid = (reason: string) => new OffcutError('control-invalid', { reason });

/** The id of what could not be read as a message, so that the one who asked hears of it. */
function idOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return Number.isSafeInteger(value.id) ? (value.id as number) : null;
}

/** One client, as the owner sees it. */
class Session {
  readonly #socket: Socket;
  readonly #host: ControlHost;
  #greeted = false;
  #endAnnouncing: (() => void) | undefined;

  constructor(socket: Socket, host: Omit<ControlHost, 'subscribe'>) {
    this.#socket = socket;
    this.#host = {
      ...host,
      subscribe: () => {
        this.#endAnnouncing ??= announce(
          host.queue,
          (event) => {
            this.#say(event);
          },
          () => this.#flushed(),
        );
      },
    };
    this.#say(greeting(process.pid));
    readLines(
      socket,
      MAX_LINE_BYTES,
      (value) => {
        this.#hear(value);
      },
      (error) => {
        this.#refuse(null, error);
      },
    );
    // A client that dies is no failure of ours.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#endAnnouncing?.();
    });
  }

  #say(message: OwnerMessage): void {
    if (this.#socket.writableLength > MOST_UNREAD) this.#socket.destroy();
    else writeLine(this.#socket, message);
  }

  #refuse(id: number | null, thrown: unknown): void {
    this.#say({ type: 'refusal', id, error: OffcutError.from(thrown).toReport() });
  }

  #flushed(): void | Promise<void> {
    if (!this.#socket.writableNeedDrain) return;
    return new Promise((resolve) => {
      this.#socket.once('drain', resolve).once('close', resolve);
    });
  }

  #hear(value: unknown): void {
    const parsed = clientMessageSchema.safeParse(value);
    if (!parsed.success) {
      this.#refuse(idOf(value), invalid('it is no message of this protocol'));
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'hello':
        this.#greet(message.version);
        return;
      case 'request':
        if (this.#greeted) this.#answer(message.id, message.method, message.params);
        else this.#refuse(message.id, invalid('a request before the greeting'));
        return;
      default:
        assertNever(message);
    }
  }

  #greet(version: number): void {
    this.#greeted = version === CONTROL_VERSION;
    if (this.#greeted) return;
    const params = { pid: process.pid, theirs: CONTROL_VERSION, ours: version };
    this.#refuse(null, new OffcutError('control-version', params));
    this.#socket.end();
  }

  #answer(id: number, method: ControlMethod, params: unknown): void {
    const read = controlMethods[method].params.safeParse(params);
    if (!read.success) {
      const [issue] = read.error.issues;
      const field = issue?.path.join('.') ?? '';
      this.#refuse(id, invalid(`${method}: ${field} ${issue?.message ?? ''}`.trim()));
      return;
    }
    try {
      const result = perform(this.#host, method, read.data as ControlParams<ControlMethod>);
      this.#say({ type: 'answer', id, result });
    } catch (error) {
      this.#refuse(id, error);
    }
  }
}

/** The ear of the queue's owner. */
export class ControlServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(host: Omit<ControlHost, 'subscribe'>) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      new Session(socket, host);
    });
  }

  /**
   * Listens for those who attach. A socket that lies there is one of an owner that was killed, for
   * this process holds the queue's lock.
   * @throws OffcutError `control-unusable`
   */
  static async listen(
    address: string,
    host: Omit<ControlHost, 'subscribe'>,
  ): Promise<ControlServer> {
    const isPipe = address.startsWith('\\\\.\\pipe\\');
    if (!isPipe) await prepareSocketFolder(address);
    const control = new ControlServer(host);
    const server = control.#server;
    try {
      if (!isPipe) await rm(address, { force: true });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).once('listening', resolve);
        // The socket is this user's alone from its first moment on: it is made within `listen`.
        const mask = process.umask(0o177);
        try {
          server.listen(address);
        } finally {
          process.umask(mask);
        }
      });
    } catch (error) {
      const params = { path: address, reason: reasonOf(error) };
      throw new OffcutError('control-unusable', params, { cause: error });
    }
    return control;
  }

  /** Lets nobody in any more, and takes the socket away; who is there stays until `close`. */
  stopListening(): void {
    this.#server.close();
  }

  /** Ends all connections, after what was said to them has left. */
  async close(): Promise<void> {
    if (this.#server.listening) this.stopListening();
    await Promise.all(
      [...this.#sockets].map(async (socket) => {
        const gone = new Promise((resolve) => socket.once('close', resolve));
        socket.destroySoon();
        const impatience = setTimeout(() => socket.destroy(), 1_000);
        await gone;
        clearTimeout(impatience);
      }),
    );
  }
}
