import type { WebContents } from 'electron';
import { channelOf, type EventName } from '../../shared/bridge/channels.ts';
import type { EventPayloads } from '../../shared/bridge/contract.ts';

/** What a window has to know even if it was not there when it happened. */
const keptEvents: ReadonlySet<EventName> = new Set([
  'app.notice',
  'app.command',
  'queue.planned',
  'api.firstKey',
]);

interface Kept {
  readonly name: EventName;
  readonly payload: unknown;
}

/** Tells the window what happens. What came before it was ready is told then. */
export class Teller {
  #window: WebContents | undefined;
  #kept: Kept[] = [];

  /** The window can hear. */
  ready(window: WebContents): void {
    this.#window = window;
    for (const { name, payload } of this.#kept.splice(0)) window.send(channelOf(name), payload);
  }

  /** It cannot any more. */
  gone(): void {
    this.#window = undefined;
  }

  tell<N extends EventName>(name: N, payload: EventPayloads[N]): void {
    if (this.#window !== undefined && !this.#window.isDestroyed()) {
      this.#window.send(channelOf(name), payload);
    } else if (keptEvents.has(name)) this.#kept.push({ name, payload });
  }
}
