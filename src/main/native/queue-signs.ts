import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { JobStateName } from '../../shared/queue.ts';
import type { QueueState } from '../../shared/queue-events.ts';
import type { Words } from '../i18n/words.ts';
import { BatchEnd } from './batch-end.ts';

export interface QueueSignsOptions {
  readonly words: Words;
  readonly window: () => BrowserWindow | undefined;
  readonly wantsNotifications: () => boolean;
  readonly onOpen: () => void;
}

/** -1 takes a window's progress off the taskbar, as Electron says. */
const NO_PROGRESS = -1;

/** What the system shows and does for a queue that works: progress, staying awake, a notification. */
export class QueueSigns {
  readonly #options: QueueSignsOptions;
  readonly #batchEnd = new BatchEnd();
  #blocker: number | undefined;

  constructor(options: QueueSignsOptions) {
    this.#options = options;
  }

  /** A picture of the user's ended. Those of the local API are theirs who asked for them. */
  ended(state: JobStateName): void {
    this.#batchEnd.ended(state);
  }

  hear(state: QueueState): void {
    const { window, wantsNotifications } = this.#options;
    const { queued, running } = state.counts;
    const { ended, all } = state.totals;
    const open = window();
    if (open?.isDestroyed() === false) {
      if (queued + running === 0) open.setProgressBar(NO_PROGRESS);
      else open.setProgressBar(ended / all, { mode: state.paused ? 'paused' : 'normal' });
    }
    this.#stayAwake(state.keepAwake);
    const end = this.#batchEnd.hear(state.counts, state.paused);
    // Whoever looks at the window sees it.
    if (end !== undefined && wantsNotifications() && open?.isFocused() !== true) this.#notify(end);
  }

  close(): void {
    this.#stayAwake(false);
  }

  /** Shows a notification. */
  say(title: string, body = ''): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', this.#options.onOpen);
    notification.show();
  }

  #notify({ done, failed }: { readonly done: number; readonly failed: number }): void {
    const { words } = this.#options;
    this.say(
      words.say('done.title', { count: done }),
      failed === 0 ? '' : words.say('done.failed', { count: failed }),
    );
  }

  #stayAwake(wanted: boolean): void {
    if (wanted) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }
}
