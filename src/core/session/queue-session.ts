import { setTimeout as sleep } from 'node:timers/promises';
import { OffcutError } from '../../shared/errors.ts';
import type { QueueLink } from '../../shared/queue-link.ts';
import type {
  ControlEvent,
  ControlMethod,
  ControlParams,
  ControlResult,
} from '../../shared/queue-control.ts';
import { attachOrOwn, type QueueAccess } from '../queue/control/attach-or-own.ts';
import type { OwnerOptions } from '../queue/control/owner.ts';
import type { QueuePort } from '../queue/control/port.ts';
import type { OpenReport } from '../queue/store/open-queue-store.ts';
import { HotFolders, type HotFoldersOptions } from '../hot-folders/hot-folders.ts';

export interface QueueSessionOptions {
  readonly owner: OwnerOptions;
  readonly hotFolders: HotFoldersOptions;
  readonly onLink: (link: QueueLink) => void;
  /** How the queue was opened, when this process became its owner. */
  readonly onOpened: (report: OpenReport) => void;
  /** Hot folders run in this process from now on; undefined: no more. */
  readonly onHotFolders: (hotFolders: HotFolders | undefined) => void;
  /** Begins with them; by default with all that are kept. It never throws. */
  readonly beginHotFolders?: (hotFolders: HotFolders) => Promise<void>;
}

/** ms between two tries to get at a queue that cannot be used. */
const TRY_AGAIN_MS = 5_000;
/** ms that a request waits for the next owner. */
const PATIENCE_MS = 15_000;

/**
 * The queue for as long as a front door stays: as its owner, with hot folders, or attached to another
 * process that is. When that one ends, this one takes over.
 */
export class QueueSession implements QueuePort {
  readonly #options: QueueSessionOptions;
  readonly #ending = new AbortController();
  readonly #listeners = new Set<(event: ControlEvent) => void>();
  #access: QueueAccess | undefined;
  #hotFolders: HotFolders | undefined;
  #link: QueueLink = { role: 'connecting', pid: null, error: null };
  #waiting: (() => void)[] = [];
  #running: Promise<void> | undefined;

  constructor(options: QueueSessionOptions) {
    this.#options = options;
  }

  get link(): QueueLink {
    return this.#link;
  }

  /** @throws OffcutError `hot-folders-elsewhere`: another process runs them */
  get hotFolders(): HotFolders {
    if (this.#hotFolders !== undefined) return this.#hotFolders;
    throw new OffcutError('hot-folders-elsewhere', { pid: this.#link.pid ?? 'unknown' });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Pictures at work at once, while this process is the owner. */
  setConcurrency(pictures: number): void {
    if (this.#access?.role === 'owner') this.#access.owner.queue.setConcurrency(pictures);
  }

  /**
   * Waits for an owner where there is none just now.
   * @throws OffcutError of the request; why the queue cannot be used; `queue-owner-gone` when the
   *   owner ended before it answered
   */
  async ask<M extends ControlMethod>(
    method: M,
    params: ControlParams<M>,
  ): Promise<ControlResult<M>> {
    const { port } = await this.#connected();
    return port.ask(method, params);
  }

  listen(listener: (event: ControlEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Gives what is at work here `graceMs` to end; what waits is kept. The engine is closed after. */
  async close(graceMs: number): Promise<void> {
    this.#ending.abort();
    const access = this.#access;
    await this.#leave(graceMs);
    if (access?.role === 'client') access.client.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const isEnding = () => signal.aborted;
    while (!isEnding()) {
      try {
        const access = await attachOrOwn(this.#options.owner);
        if (isEnding()) {
          if (access.role === 'owner') await access.owner.close();
          else access.client.close();
          return;
        }
        await this.#enter(access);
        if (access.role === 'owner') return;
        await access.client.ended;
        this.#access = undefined;
        this.#tell({ role: 'connecting', pid: null, error: null });
      } catch (error) {
        this.#tell({ role: 'connecting', pid: null, error: OffcutError.from(error).toReport() });
        await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #enter(access: QueueAccess): Promise<void> {
    const { onOpened, hotFolders, onHotFolders, beginHotFolders } = this.#options;
    access.port.listen((event) => {
      for (const listener of this.#listeners) listener(event);
    });
    await access.port.ask('subscribe', {});
    this.#access = access;
    if (access.role === 'owner') {
      onOpened(access.owner.report);
      this.#hotFolders = new HotFolders(access.owner.queue, hotFolders);
      onHotFolders(this.#hotFolders);
      if (beginHotFolders === undefined) this.#hotFolders.start();
      else await beginHotFolders(this.#hotFolders);
      this.#tell({ role: 'owner', pid: process.pid, error: null });
    } else this.#tell({ role: 'client', pid: access.client.pid, error: null });
    for (const go of this.#waiting.splice(0)) go();
  }

  async #leave(graceMs: number): Promise<void> {
    const [access, hotFolders] = [this.#access, this.#hotFolders];
    this.#access = undefined;
    this.#hotFolders = undefined;
    if (hotFolders !== undefined) {
      this.#options.onHotFolders(undefined);
      await hotFolders.close();
    }
    if (access?.role === 'owner') await access.owner.close(graceMs);
  }

  async #connected(): Promise<QueueAccess> {
    if (this.#access === undefined && !this.#ending.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    if (this.#access !== undefined) return this.#access;
    throw this.#link.error === null
      ? new OffcutError('queue-owner-gone')
      : OffcutError.fromReport(this.#link.error);
  }

  #tell(link: QueueLink): void {
    this.#link = link;
    this.#options.onLink(link);
  }
}
