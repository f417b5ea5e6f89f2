import { connect, type Socket } from 'node:net';
import { assertNever } from '../../../shared/assert.ts';
import { OffcutError } from '../../../shared/errors.ts';
import {
  CONTROL_VERSION,
  controlMethods,
  greeting,
  MAX_LINE_BYTES,
  ownerMessageSchema,
  type ControlEvent,
  type ControlMethod,
  type ControlParams,
  type ControlResult,
  type OwnerMessage,
} from '../../../shared/queue-control.ts';
import { readLines, writeLine } from './lines.ts';
import type { QueuePort } from './port.ts';

/** ms in which an owner has to greet. */
const GREETING_MS = 5_000;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: OffcutError) => void;
}

/** The queue of another process. */
export class ControlClient implements QueuePort {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: ControlEvent) => void>();
  #next = 0;
  #failure = new OffcutError('queue-owner-gone');
  /** Resolves when the owner is gone, or `close` was called. */
  readonly ended: Promise<void>;
  /** Of the owner; known once it greeted. */
  pid = 0;
  readonly #greeted: Promise<void>;

  private constructor(address: string) {
    this.#socket = connect(address);
    const socket = this.#socket;
    let greet: () => void = () => undefined;
    let refuse: (error: unknown) => void = () => undefined;
    this.#greeted = new Promise((resolve, reject) => {
      greet = resolve;
      refuse = reject;
    });
    this.ended = new Promise((resolve) => {
      socket.on('close', () => {
        for (const { reject } of this.#waiting.values()) reject(this.#failure);
        this.#waiting.clear();
        refuse(this.#failure);
        resolve();
      });
    });
    socket.on('error', (error) => {
      refuse(error);
    });
    readLines(
      socket,
      Number.MAX_SAFE_INTEGER,
      (value) => {
        this.#hear(value, greet);
      },
      (error) => {
        this.#fail(error);
      },
    );
  }

  /**
   * Attaches to the owner that listens there.
   * @throws OffcutError `control-version`, `queue-owner-gone`; Node's system errors where nobody
   *   listens
   */
  static async connect(address: string): Promise<ControlClient> {
    const client = new ControlClient(address);
    const impatience = setTimeout(() => client.#socket.destroy(), GREETING_MS);
    try {
      await client.#greeted;
    } catch (error) {
      client.close();
      throw error;
    } finally {
      clearTimeout(impatience);
    }
    return client;
  }

  ask<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>> {
    const id = this.#next++;
    const line = { type: 'request', id, method, params } as const;
    if (Buffer.byteLength(JSON.stringify(params)) > MAX_LINE_BYTES - 1_000) {
      const reason = `${method}: more than ${MAX_LINE_BYTES} bytes; give it in parts`;
      return Promise.reject(new OffcutError('control-invalid', { reason }));
    }
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed || !this.#socket.writable) {
        reject(this.#failure);
        return;
      }
      this.#waiting.set(id, {
        resolve: (result) => {
          const read = controlMethods[method].result.safeParse(result);
          if (read.success) resolve(read.data as ControlResult<M>);
          else reject(new OffcutError('control-invalid', { reason: `an answer to ${method}` }));
        },
        reject,
      });
      writeLine(this.#socket, line);
    });
  }

  listen(listener: (event: ControlEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close(): void {
    this.#socket.destroy();
  }

  #fail(error: OffcutError): void {
    this.#failure = error;
    this.#socket.destroy();
  }

  #hear(value: unknown, greet: () => void): void {
    const parsed = ownerMessageSchema.safeParse(value);
    if (!parsed.success) {
      this.#fail(
        new OffcutError('control-invalid', { reason: 'the owner said what is no message' }),
      );
      return;
    }
    this.#take(parsed.data, greet);
  }

  #take(message: OwnerMessage, greet: () => void): void {
    switch (message.type) {
      case 'hello': {
        const { version, pid } = message;
        if (version !== CONTROL_VERSION) {
          const params = { pid, theirs: version, ours: CONTROL_VERSION };
          this.#fail(new OffcutError('control-version', params));
          return;
        }
        this.pid = pid;
        writeLine(this.#socket, greeting(process.pid));
        greet();
        return;
      }
      case 'answer':
        this.#waiting.get(message.id)?.resolve(message.result);
        this.#waiting.delete(message.id);
        return;
      case 'refusal':
        if (message.id === null) {
          this.#fail(OffcutError.fromReport(message.error));
          return;
        }
        this.#waiting.get(message.id)?.reject(OffcutError.fromReport(message.error));
        this.#waiting.delete(message.id);
        return;
      case 'events':
      case 'ended':
        for (const listener of this.#listeners) listener(message);
        return;
      default:
        assertNever(message);
    }
  }
}
