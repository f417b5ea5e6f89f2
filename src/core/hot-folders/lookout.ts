import { OffcutError, reasonOf, type ErrorReport } from '../../shared/errors.ts';
import type { HotFolderState } from '../../shared/hot-folders.ts';
import type { HotFolder } from '../../shared/queue.ts';
import type { FolderTools } from './folder-tools.ts';
import { listen, type Listening } from './listen.ts';
import { folderIdentity, lookThrough, whyOffline, type FoundNow } from './look-through.ts';
import { pictureFilter } from './picture-filter.ts';

export interface LookoutEvents {
  /** Something may have happened to this picture; its path within the folder. */
  readonly onPicture: (relative: string) => void;
  /** All that is in the folder. */
  readonly onLooked: (found: FoundNow, cameBack: boolean) => void;
}

/**
 * Watches over a hot folder. Listening tells soon what changed; full looks find what nobody told,
 * and a heartbeat tells when the folder goes away, and when it, or another of its name, comes back.
 */
export class Lookout {
  readonly #folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #events: LookoutEvents;
  #state: HotFolderState;
  #identity: string | undefined;
  #listening: Listening | undefined;
  /** Why the system tells nothing. */
  #deaf: ErrorReport | undefined;
  #looks: Promise<void> = Promise.resolve();
  #wanted = false;
  #looked = false;
  #cancelBeat: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;
  #closed = false;

  constructor(folder: HotFolder, tools: FolderTools, events: LookoutEvents) {
    this.#folder = folder;
    this.#tools = tools;
    this.#events = events;
    this.#state = { name: folder.paused ? 'paused' : 'starting' };
  }

  get state(): HotFolderState {
    return this.#state;
  }

  get isAway(): boolean {
    return this.#state.name === 'paused' || this.#state.name === 'offline';
  }

  /** Whether it has been looked through, and is not to be again at once. */
  get atRest(): boolean {
    return this.#looked && !this.#wanted;
  }

  start(): void {
    if (this.#folder.paused) return;
    this.#wantLook();
    this.#beatLater();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelBeat();
    this.#cancelLook();
    await this.#looks;
    await this.#stopListening();
  }

  #beatLater(): void {
    if (this.#closed) return;
    this.#cancelBeat = this.#tools.timers.after(this.#tools.pacing.heartbeat, () => {
      void this.#beat();
    });
  }

  async #beat(): Promise<void> {
    const { folder, destination } = this.#folder;
    const offline = await whyOffline(folder, destination);
    const isSame = (await folderIdentity(folder)) === this.#identity;
    const isOffline = this.#state.name === 'offline';
    if (isOffline !== (offline !== undefined) || !(isOffline || isSame)) this.#wantLook();
    this.#beatLater();
  }

  #wantLook(): void {
    if (this.#wanted || this.#closed) return;
    this.#wanted = true;
    this.#looks = this.#looks.then(async () => {
      this.#cancelLook();
      if (!this.#closed) await this.#look();
      this.#wanted = false;
      const { pacing, onRest } = this.#tools;
      this.#lookAfter(this.#state.name === 'polling' ? this.#state.every : pacing.fullLook);
      onRest();
    });
  }

  /** The next full look is in so many ms. */
  #lookAfter(ms: number): void {
    this.#cancelLook();
    if (this.#closed) return;
    this.#cancelLook = this.#tools.timers.after(ms, () => {
      this.#wantLook();
    });
  }

  async #look(): Promise<void> {
    const { folder, destination } = this.#folder;
    const offline = await whyOffline(folder, destination);
    const identity = await folderIdentity(folder);
    if (offline !== undefined || identity === undefined) {
      const error = (offline ?? new OffcutError('input-offline', { folder })).toReport();
      this.#identity = undefined;
      await this.#stopListening();
      this.#looked = true;
      this.#enter({ name: 'offline', error });
      return;
    }
    if (identity !== this.#identity) await this.#arm(identity);
    const found = await lookThrough(this.#folder, pictureFilter(this.#folder));
    // It went away meanwhile: what was not seen is not gone.
    if ((await folderIdentity(folder)) !== identity) return;
    const cameBack = this.#state.name === 'offline';
    this.#looked = true;
    this.#events.onLooked(found, cameBack);
    this.#enter(this.#attentive());
  }

  #attentive(): HotFolderState {
    const { pollEvery } = this.#folder;
    if (pollEvery !== null) return { name: 'polling', every: pollEvery, because: null };
    if (this.#deaf === undefined) return { name: 'listening' };
    return { name: 'polling', every: this.#tools.pacing.poll, because: this.#deaf };
  }

  async #arm(identity: string): Promise<void> {
    await this.#stopListening();
    this.#identity = identity;
    this.#deaf = undefined;
    if (this.#folder.pollEvery !== null) return;
    const filter = pictureFilter(this.#folder);
    const listener = {
      onFile: (relative: string) => {
        if (filter.takes(relative)) this.#events.onPicture(relative);
      },
      onChange: () => {
        this.#lookAfter(this.#tools.pacing.gather);
      },
      onDeaf: (error: unknown) => {
        this.#wentDeaf(error);
      },
    };
    const listening = await listen(this.#folder.folder, filter, listener, this.#tools.watch);
    if (this.#attentive().name === 'polling') await listening.close();
    else this.#listening = listening;
  }

  #wentDeaf(error: unknown): void {
    const { folder } = this.#folder;
    const seconds = this.#tools.pacing.poll / 1_000;
    const params = { folder, reason: reasonOf(error), seconds };
    this.#deaf = new OffcutError('hot-folder-polling', params).toReport();
    if (this.#listening === undefined) return;
    void this.#stopListening();
    this.#enter(this.#attentive());
    this.#wantLook();
  }

  async #stopListening(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.close();
  }

  #enter(state: HotFolderState): void {
    const isNews = JSON.stringify(state) !== JSON.stringify(this.#state);
    this.#state = state;
    if (isNews) this.#tools.tell({ type: 'state', hotFolder: this.#folder.id, state });
  }
}
