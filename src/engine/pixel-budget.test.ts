import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PixelBudget } from './pixel-budget.ts';

/** Lets every promise that is settled run on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

interface Asked {
  release: (() => void) | undefined;
}

/** Asks for pixels; `release` is there once they are granted. */
function ask(budget: PixelBudget, pixels: number, urgent = false): Asked {
  const asked: Asked = { release: undefined };
  void budget.acquire(pixels, urgent).then((release) => {
    asked.release = release;
  });
  return asked;
}

const granted = (...all: readonly Asked[]) => all.map(({ release }) => release !== undefined);

describe('PixelBudget', () => {
  it('admits at once what fits, up to the limit itself', async () => {
    const budget = new PixelBudget(100);
    const all = [ask(budget, 60), ask(budget, 40), ask(budget, 1)] as const;
    await settle();
    expect(granted(...all)).toEqual([true, true, false]);
    all[1].release?.();
    await settle();
    expect(granted(...all)).toEqual([true, true, true]);
  });

  it('serves first come first: a small one does not pass a large one', async () => {
    const budget = new PixelBudget(100);
    const all = [ask(budget, 60), ask(budget, 60), ask(budget, 10)] as const;
    await settle();
    expect(granted(...all)).toEqual([true, false, false]);
    all[0].release?.();
    await settle();
    expect(granted(...all)).toEqual([true, true, true]);
  });

  it('admits an oversize picture alone', async () => {
    const budget = new PixelBudget(100);
    const all = [ask(budget, 1), ask(budget, 500), ask(budget, 1), ask(budget, 1)] as const;
    await settle();
    expect(granted(...all)).toEqual([true, false, false, false]);
    all[0].release?.();
    await settle();
    expect(granted(...all)).toEqual([true, true, false, false]);
    all[1].release?.();
    await settle();
    expect(granted(...all)).toEqual([true, true, true, true]);
  });

  it('lets small urgent ones in beside a large one, up to a quarter of the limit', async () => {
    const budget = new PixelBudget(100);
    const large = ask(budget, 500);
    const urgent = [ask(budget, 15, true), ask(budget, 15, true), ask(budget, 10, true)] as const;
    await settle();
    expect(granted(large, ...urgent)).toEqual([true, true, false, false]);
    urgent[0].release?.();
    await settle();
    expect(granted(large, ...urgent)).toEqual([true, true, true, true]);
    // What they gave back is the reserve's: the large one still holds all the rest.
    for (const { release } of urgent.slice(1)) release?.();
    const ordinary = ask(budget, 1);
    await settle();
    expect(granted(ordinary)).toEqual([false]);
  });

  it('serves urgent ones before others that asked first, in their own order', async () => {
    const budget = new PixelBudget(100);
    const first = ask(budget, 100);
    const others = [ask(budget, 60), ask(budget, 60, true), ask(budget, 40, true)] as const;
    await settle();
    first.release?.();
    await settle();
    expect(granted(...others)).toEqual([false, true, true]);
  });

  it('admits several at once when much is released', async () => {
    const budget = new PixelBudget(100);
    const large = ask(budget, 100);
    const small = Array.from({ length: 5 }, () => ask(budget, 25));
    await settle();
    large.release?.();
    await settle();
    expect(granted(...small)).toEqual([true, true, true, true, false]);
  });

  it('keeps order and bound, and admits everyone, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(9), { minLength: 30, maxLength: 30 }),
        async (sizes, choices) => {
          const budget = new PixelBudget(100);
          const order: number[] = [];
          const inUse = new Map<number, () => void>();
          sizes.forEach((pixels, i) => {
            void budget.acquire(pixels).then((release) => {
              order.push(i);
              inUse.set(i, release);
            });
          });
          for (let released = 0; released < sizes.length; released++) {
            await settle();
            const used = [...inUse.keys()].reduce((sum, i) => sum + (sizes[i] ?? 0), 0);
            expect(used <= 100 || inUse.size === 1).toBe(true);
            const ids = [...inUse.keys()];
            const id = ids[(choices[released] ?? 0) % ids.length] ?? -1;
            const release = inUse.get(id);
            // Someone always has room, or nobody would ever go on.
            expect(release).toBeDefined();
            inUse.delete(id);
            release?.();
          }
          expect(order).toEqual(sizes.map((_, i) => i));
        },
      ),
      { numRuns: 50 },
    );
  });
});
