import { setTimeout as wait } from 'node:timers/promises';
import type { QueueOptions } from '../../src/core/queue/queue.ts';
import { HotFolders, type HotFoldersOptions } from '../../src/core/hot-folders/hot-folders.ts';
import { defaultPacing } from '../../src/core/hot-folders/pacing.ts';
import type { HotFolderEvent } from '../../src/shared/hot-folders.ts';
import { hotFolderSchema, type HotFolderSettings } from '../../src/shared/queue.ts';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { ManualTimers } from './manual-timers.ts';
import { openForTest, type QueueSetting } from './live-queue.ts';

export const recipe = parseRecipe({});

/** The settings of a hot folder over the sources of a queue's setting. */
export const hotFolderOf = (
  { sources, out }: Pick<QueueSetting, 'sources' | 'out'>,
  rest: Partial<HotFolderSettings> = {},
): HotFolderSettings =>
  hotFolderSchema.parse({ folder: sources, destination: out, preset: null, ...rest });

/** So long a condition may take in real time, on a machine that is busy with other things. */
const LIMIT_MS = 150_000;

/** A real queue with hot folders over it, for which time passes when the test says so. */
export async function openHotFolders(
  setting: QueueSetting,
  engine: QueueOptions['engine'],
  { only, ...options }: Partial<HotFoldersOptions> & { readonly only?: readonly number[] } = {},
) {
  const { queue, store } = await openForTest(setting, { engine });
  const timers = new ManualTimers();
  const { moveToTrash } = setting;
  const hot = new HotFolders(queue, { maxPixels: 100e6, moveToTrash, timers, ...options });
  const events: HotFolderEvent[] = [];
  hot.subscribe((event) => {
    events.push(event);
  });
  hot.start(only);

  /** Lets time pass in small steps, with real time for the disk between them. */
  const pass = async (ms: number) => {
    const step = Math.max(100, ms / 40);
    for (let left = ms; left > 0; left -= step) {
      timers.advance(Math.min(step, left));
      await wait(2);
    }
  };
  /** Lets time pass, ever faster, until something holds. */
  const until = async (holds: () => unknown) => {
    const started = Date.now();
    for (let step = 200; !(await holds()); step = Math.min(step * 1.1, 5_000)) {
      if (Date.now() - started > LIMIT_MS) throw new Error('it never came to hold');
      timers.advance(step);
      await wait(5);
    }
  };
  const settled = async () => {
    let done = false;
    void hot.whenSettled().then(() => {
      done = true;
    });
    await until(() => done);
  };
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await hot.close();
    await queue.close();
  };
  const eventsOf = <T extends HotFolderEvent['type']>(type: T) =>
    events.filter((event): event is Extract<HotFolderEvent, { type: T }> => event.type === type);
  return {
    hot,
    queue,
    store,
    timers,
    eventsOf,
    pass,
    until,
    settled,
    close,
    pacing: defaultPacing,
  };
}

export type OpenedHotFolders = Awaited<ReturnType<typeof openHotFolders>>;
