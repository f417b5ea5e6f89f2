import type { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import type { FolderActivity } from '../../shared/bridge/contract.ts';
import type { Teller } from '../bridge/tell.ts';

/** What hot folders did is remembered for so many things. */
const MOST = 200;

/** Tells the window what hot folders do, and remembers it for when it looks. */
export class FolderNews {
  readonly #teller: Teller;
  #activity: readonly FolderActivity[] = [];

  constructor(teller: Teller) {
    this.#teller = teller;
  }

  /** The oldest first. */
  get activity(): readonly FolderActivity[] {
    return this.#activity;
  }

  /** undefined: there are none here any more. */
  follow(hotFolders: HotFolders | undefined): void {
    hotFolders?.subscribe((event) => {
      if (event.type !== 'list' && event.type !== 'state') {
        this.#activity = [...this.#activity.slice(1 - MOST), { at: Date.now(), event }];
      }
      this.#teller.tell('folders.event', event);
    });
  }
}
