import path from 'node:path';
import type {
  ControlEvent,
  ControlMethod,
  ControlParams,
  ControlResult,
} from '../../../shared/queue-control.ts';
import { realPlace } from '../../files/real-place.ts';
import { openQueue, type OpenQueueOptions } from '../open-queue.ts';
import type { Queue } from '../queue.ts';
import type { OpenReport } from '../store/open-queue-store.ts';
import { controlAddress } from './address.ts';
import { announce } from './announce.ts';
import { perform, type ControlHost } from './handlers.ts';
import type { QueuePort } from './port.ts';
import { ControlServer } from './server.ts';

export interface OwnerOptions extends Omit<OpenQueueOptions, 'socket' | 'work'> {
  /**
   * `work`: begins jobs, and listens for others who attach. `edit`: only changes or reads the list,
   * for a moment; whoever comes meanwhile waits for its end.
   */
  readonly purpose: 'work' | 'edit';
  /** Somebody asked for the owner's end. */
  readonly onStop?: () => void;
}

/** This process as the owner of the queue. */
export class QueueOwnership implements QueuePort {
  readonly queue: Queue;
  readonly report: OpenReport;
  readonly #host: ControlHost;
  readonly #server: ControlServer | undefined;
  readonly #listeners = new Set<(event: ControlEvent) => void>();
  #endAnnouncing: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    queue: Queue,
    report: OpenReport,
    host: Omit<ControlHost, 'subscribe'>,
    server: ControlServer | undefined,
  ) {
    this.queue = queue;
    this.report = report;
    this.#server = server;
    this.#host = {
      ...host,
      subscribe: () => {
        this.#endAnnouncing ??= announce(queue, (event) => {
          for (const listener of this.#listeners) listener(event);
        });
      },
    };
  }

  /** @throws OffcutError of `openQueue`, such as `queue-owned`, and `control-unusable` */
  static async take(options: OwnerOptions): Promise<QueueOwnership> {
    const { purpose, onStop = () => undefined, dataFolder } = options;
    const working = purpose === 'work';
    const address = working ? controlAddress(await realPlace(path.resolve(dataFolder))) : null;
    const opening = { ...options, socket: address, work: working };
    const { queue, report } = await openQueue(opening);
    const host = { queue, working, stop: onStop };
    try {
      const server = address === null ? undefined : await ControlServer.listen(address, host);
      return new QueueOwnership(queue, report, host, server);
    } catch (error) {
      await queue.close();
      throw error;
    }
  }

  // Async, so that what it throws reaches its caller as a client's refusal does.
  // eslint-disable-next-line @typescript-eslint/require-await
  async ask<M extends ControlMethod>(
    method: M,
    params: ControlParams<M>,
  ): Promise<ControlResult<M>> {
    return perform(this.#host, method, params);
  }

  listen(listener: (event: ControlEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Lets go of the queue: gives what is at work so many ms to end, tells everyone the last state,
   * and only then lets the next owner in. Said again, waits for the first time.
   */
  close(graceMs = 0): Promise<void> {
    return (this.#closing ??= this.#letGo(graceMs));
  }

  async #letGo(graceMs: number): Promise<void> {
    this.#server?.stopListening();
    await this.queue.close(graceMs);
    this.#endAnnouncing?.();
    await this.#server?.close();
  }
}
