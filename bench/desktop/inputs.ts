import type { Page } from 'playwright-core';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, countsOf, openDesktop, readyPage } from '../../test/desktop/desktop.ts';
import { makePicture } from '../pictures.ts';
import type { BenchContext, Finding } from '../scenario.ts';
import {
  inputRows,
  inputTimes,
  LEAST_TOLD,
  type InputTimes,
  type SeenEvent,
} from './input-times.ts';
import { fillPausedQueue } from './paused-queue.ts';

const PICTURES = 8;
const MEGAPIXELS = 3;
/** How often each picture is in the queue: more than all rounds get done. */
const TIMES_EACH = 25;

/** ms that a key or button is held, and from one press to the next: somebody in a hurry. */
const HELD = 40;
const BETWEEN = 80;
/** ms after which what was set off has come to rest. */
const REST = 1500;

const SEARCH = 'chair';
const ARROWS = ['Right', 'Right', 'Right', 'Down', 'Left', 'Down', 'Right', 'Up', 'Left', 'Up'];

/** What somebody does who looks through the queue: chooses, goes about, searches. */
function presses(page: Page): readonly (() => Promise<void>)[] {
  const key = (name: string) => () => page.keyboard.press(name, { delay: HELD });
  const click = (index: number) => () =>
    page
      .getByRole('gridcell')
      .nth(index)
      .click({ delay: HELD, position: { x: 40, y: 40 } });
  const arrows = ARROWS.map((direction) => key(`Arrow${direction}`));
  return [
    click(0),
    ...arrows,
    click(2),
    ...arrows,
    key('/'),
    ...Array.from(SEARCH, key),
    ...Array.from(SEARCH, () => key('Backspace')),
  ];
}

/** Does it, and asks the page how long it took. */
async function timedInput(page: Page): Promise<InputTimes> {
  const watch = await page.evaluateHandle(() => {
    const seen: SeenEvent[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceEventTiming[]) {
        const { interactionId, processingStart, startTime, duration } = entry;
        const delay = processingStart - startTime;
        seen.push({ interaction: interactionId, delay, toPaint: duration });
      }
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    return { observer, seen };
  });
  const made = presses(page);
  for (const press of made) {
    await press();
    await wait(BETWEEN);
  }
  await wait(REST);
  const seen = await watch.evaluate((watching) => {
    watching.observer.disconnect();
    return watching.seen;
  });
  await watch.dispose();
  return inputTimes(seen, made.length);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(100);
}

/** Rounds of the same input, with a batch at work and without one. */
async function rounds(
  page: Page,
  count: number,
): Promise<{ readonly busy: readonly InputTimes[]; readonly idle: readonly InputTimes[] }> {
  const busy: InputTimes[] = [];
  const idle: InputTimes[] = [];
  // Once, to have the code warm and the previews made.
  await timedInput(page);
  for (let round = 0; round < count; round++) {
    idle.push(await timedInput(page));
    const { done } = await countsOf(page);
    await ask(page, 'queue.resume', { batch: null });
    // The model is loaded then.
    await until(async () => (await countsOf(page)).done > done);
    busy.push(await timedInput(page));
    const { queued, failed } = await countsOf(page);
    if (failed > 0) throw new Error('pictures of the batch failed');
    if (queued === 0) throw new Error('the batch ended before the input did');
    await ask(page, 'queue.pause', { batch: null });
    await until(async () => (await countsOf(page)).running === 0);
    await wait(REST);
  }
  return { busy, idle };
}

/** How long the window lets somebody wait who presses keys and clicks, with a batch and without. */
export async function measureInputs(context: BenchContext): Promise<Finding> {
  const { quick, say } = context;
  say('making the pictures');
  const pictures: string[] = [];
  for (let number = 0; number < PICTURES; number++) {
    pictures.push(await makePicture(context, { megapixels: MEGAPIXELS, format: 'jpeg', number }));
  }
  const desktop = await openDesktop();
  try {
    await fillPausedQueue(desktop, Array.from({ length: TIMES_EACH }, () => pictures).flat());
    const app = await desktop.launch();
    const page = await readyPage(app);
    await page.getByRole('gridcell').first().waitFor();
    await wait(REST);
    say('measuring input');
    const { busy, idle } = await rounds(page, quick ? 1 : 5);
    await app.close();
    return {
      title: `${presses(page).length} presses and clicks each round, in ${app.host}`,
      rows: inputRows(busy, idle),
      notes: [
        `${LEAST_TOLD} ms stand for ${LEAST_TOLD} or less`,
        `the batch: pictures of ${MEGAPIXELS} megapixels, with the recipe's default model`,
      ],
    };
  } finally {
    await desktop.close();
  }
}
