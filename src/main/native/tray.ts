import { Menu, nativeImage, Tray } from 'electron';
import type { QueueState } from '../../shared/queue-events.ts';
import type { Words } from '../i18n/words.ts';

export interface TrayOptions {
  readonly words: Words;
  readonly icon: string;
  readonly onOpen: () => void;
  readonly onPause: (paused: boolean) => void;
  readonly onQuit: () => void;
}

/** What the tray says of the queue. */
export function trayTip(words: Words, state: QueueState | undefined): string {
  if (state === undefined) return words.say('tray.idle');
  const { queued, running } = state.counts;
  if (state.paused) return words.say('tray.paused');
  if (queued + running === 0) return words.say('tray.idle');
  return words.say('tray.working', { ended: state.totals.ended, all: state.totals.all });
}

/** Offcut's place in the tray, while the user wants one. */
export class TrayIcon {
  readonly #options: TrayOptions;
  #tray: Tray | undefined;
  #state: QueueState | undefined;

  constructor(options: TrayOptions) {
    this.#options = options;
  }

  get shown(): boolean {
    return this.#tray !== undefined;
  }

  show(wanted: boolean): void {
    if (wanted && this.#tray === undefined) {
      this.#tray = new Tray(nativeImage.createFromPath(this.#options.icon));
      this.#tray.on('click', this.#options.onOpen);
      this.refresh();
    } else if (!wanted && this.#tray !== undefined) {
      this.#tray.destroy();
      this.#tray = undefined;
    }
  }

  tell(state: QueueState): void {
    const changed = this.#state?.paused !== state.paused;
    this.#state = state;
    this.#tray?.setToolTip(trayTip(this.#options.words, state));
    if (changed) this.#setMenu();
  }

  /** Says everything anew, in the words of now. */
  refresh(): void {
    this.#tray?.setToolTip(trayTip(this.#options.words, this.#state));
    this.#setMenu();
  }

  #setMenu(): void {
    const { words, onOpen, onPause, onQuit } = this.#options;
    const paused = this.#state?.paused === true;
    this.#tray?.setContextMenu(
      Menu.buildFromTemplate([
        { label: words.say('tray.open'), click: onOpen },
        {
          label: words.say(paused ? 'menu.start' : 'menu.pause'),
          click: () => {
            onPause(!paused);
          },
        },
        { type: 'separator' },
        { label: words.say('menu.quit'), click: onQuit },
      ]),
    );
  }
}
