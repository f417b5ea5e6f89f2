import { rm } from 'node:fs/promises';

/** ms in which an engine that lost its owner is surely gone. */
const SECOND_LOOK_MS = 5_000;

/**
 * Temp files of an owner that was killed. Its engine outlives it by a moment, and may create the
 * file of a picture after that was removed; so they are removed once more.
 */
export class FormerTemps {
  readonly #temps: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(temp: string): void {
    this.#temps.push(temp);
    this.#timer ??= setTimeout(() => void this.#remove(), SECOND_LOOK_MS).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#remove();
  }

  async #remove(): Promise<void> {
    // What cannot be removed is swept when its folder is next written to.
    for (const temp of this.#temps) await rm(temp, { force: true }).catch(() => undefined);
  }
}
