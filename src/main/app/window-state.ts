import Conf from 'conf';
import { z } from 'zod';

/** px, as the system counts them. */
const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(200).max(20_000),
  height: z.int().min(200).max(20_000),
});
const stateSchema = z.object({
  bounds: boundsSchema.optional().catch(undefined),
  maximized: z.boolean().default(false).catch(false),
  /** Sentences that are said only once. */
  said: z.array(z.string()).default([]).catch([]),
});
export type WindowBounds = z.output<typeof boundsSchema>;
type State = z.output<typeof stateSchema>;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** px of a title bar that have to be on a screen, so that the window can be taken hold of. */
const GRIP = 48;

/** Whether a window there could be taken hold of. */
export const isReachable = (bounds: Area, screens: readonly Area[]): boolean =>
  screens.some(
    ({ x, y, width, height }) =>
      bounds.x + bounds.width >= x + GRIP &&
      bounds.x <= x + width - GRIP &&
      bounds.y >= y - GRIP &&
      bounds.y <= y + height - GRIP,
  );

/** Where the window was, and what was said once. Losing it costs nothing, so a bad file is dropped. */
export class WindowState {
  readonly #file: Conf;
  #state: State;

  /** @param folder where `window.json` is, or will be */
  constructor(folder: string) {
    this.#file = new Conf({ cwd: folder, configName: 'window', clearInvalidConfig: true });
    this.#state = stateSchema.parse(this.#file.store);
  }

  get bounds(): WindowBounds | undefined {
    return this.#state.bounds;
  }

  get maximized(): boolean {
    return this.#state.maximized;
  }

  remember(bounds: WindowBounds, maximized: boolean): void {
    this.#write({ ...this.#state, bounds, maximized });
  }

  /** Whether this is the first time for a sentence; from then on it is not. */
  firstTime(sentence: string): boolean {
    if (this.#state.said.includes(sentence)) return false;
    this.#write({ ...this.#state, said: [...this.#state.said, sentence] });
    return true;
  }

  #write(state: State): void {
    this.#state = state;
    // JSON has no undefined.
    this.#file.store = JSON.parse(JSON.stringify(state)) as Record<string, unknown>;
  }
}
