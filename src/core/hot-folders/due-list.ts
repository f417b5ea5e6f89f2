import type { Timers } from './timers.ts';

/** What is to be done later, by keys: one timer for all, and what is due together comes together. */
export class DueList {
  readonly #timers: Timers;
  readonly #gather: number;
  readonly #onDue: (keys: readonly string[]) => void;
  readonly #due = new Map<string, number>();
  #closed = false;
  #armed: { readonly at: number; readonly cancel: () => void } | undefined;

  /** @param gather ms that the first one waits for others that are due soon after it */
  constructor(timers: Timers, gather: number, onDue: (keys: readonly string[]) => void) {
    this.#timers = timers;
    this.#gather = gather;
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#due.size;
  }

  has(key: string): boolean {
    return this.#due.has(key);
  }

  /** Due in so many ms, whatever was said of this key before. */
  set(key: string, ms: number): void {
    if (this.#closed) return;
    const at = this.#timers.now() + ms;
    this.#due.set(key, at);
    if (this.#armed === undefined || at < this.#armed.at) this.#arm(at);
  }

  delete(key: string): void {
    this.#due.delete(key);
  }

  /** Nothing is due any more, whatever else is said. */
  close(): void {
    this.#closed = true;
    this.#due.clear();
    this.#armed?.cancel();
    this.#armed = undefined;
  }

  #arm(at: number): void {
    this.#armed?.cancel();
    const wait = Math.max(0, at - this.#timers.now()) + this.#gather;
    const cancel = this.#timers.after(wait, () => {
      this.#fire();
    });
    this.#armed = { at, cancel };
  }

  #fire(): void {
    this.#armed = undefined;
    const now = this.#timers.now();
    const keys: string[] = [];
    let next = Infinity;
    for (const [key, at] of this.#due) {
      if (at <= now) keys.push(key);
      else next = Math.min(next, at);
    }
    for (const key of keys) this.#due.delete(key);
    if (next < Infinity) this.#arm(next);
    if (keys.length > 0) this.#onDue(keys);
  }
}
