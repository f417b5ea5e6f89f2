import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { releaseHandles } from '../../../../test/helpers/release-handles.ts';
import { spendRequest } from '../../../../test/helpers/spend.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { budgetSchema, type Budget } from '../../../shared/budget.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { SpendBook, type Reservation } from './spend-book.ts';

const tempFolder = useTempFolder();
afterEach(releaseHandles);

const HOUR = 3_600_000;

/** Tenths, of which sums are not exact as they are. */
const credits = fc.nat(20).map((tenths) => tenths / 10);

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('reserve' as const), credits }) },
    fc.record({ type: fc.constant('settle' as const), which: fc.nat(), credits }),
    fc.record({ type: fc.constant('release' as const), which: fc.nat() }),
    // Forth more often than back, and over the ends of months.
    fc.record({ type: fc.constant('time' as const), hours: fc.integer({ min: -40, max: 200 }) }),
    fc.record({ type: fc.constant('reopen' as const) }),
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

const limit = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const budgets = fc
  .record({
    pictures: fc.record({ day: limit(fc.nat(4)), month: limit(fc.nat(9)) }),
    credits: fc.record({ day: limit(credits), month: limit(credits) }),
  })
  .map((budget) => budgetSchema.parse(budget));

/** An entry of the model; `day` is a date as it stands in a calendar, 2026-05-15. */
interface Known {
  tenths: number;
  readonly day: string;
}

const dayOf = (time: number) => {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Whether a budget would hold with one picture more, by the calendar. */
function holds(budget: Budget, known: Iterable<Known>, today: string, tenths: number): boolean {
  const entries = [...known, { tenths, day: today }];
  return (['day', 'month'] as const).every((window) => {
    const length = window === 'day' ? 10 : 7;
    const counted = entries.filter(({ day }) => day.slice(0, length) >= today.slice(0, length));
    const sum = counted.reduce((total, entry) => total + entry.tenths, 0);
    const [pictures, most] = [budget.pictures[window], budget.credits[window]];
    const inPictures = pictures === null || counted.length <= pictures;
    const inCredits = most === null || (most > 0 && sum <= Math.round(most * 10));
    return inPictures && inCredits;
  });
}

it('no order of events overspends a budget, or refuses what it holds', async () => {
  await fc.assert(
    fc.asyncProperty(budgets, steps, async (budget, events) => {
      const folder = await tempFolder();
      let now = new Date(2026, 2, 20).getTime();
      const openBook = () => SpendBook.open(folder, { now: () => now });
      let book = openBook();
      const known = new Map<number, Known>();
      const running: Reservation[] = [];
      const take = (which: number) => running.splice(which % Math.max(1, running.length), 1)[0];
      try {
        for (const event of events) {
          switch (event.type) {
            case 'reserve': {
              const tenths = Math.round(event.credits * 10);
              const expected = holds(budget, known.values(), dayOf(now), tenths);
              try {
                const reservation = book.reserve(spendRequest({ credits: event.credits, budget }));
                expect(expected).toBe(true);
                running.push(reservation);
                known.set(reservation.id, { tenths, day: dayOf(now) });
              } catch (error) {
                expect(OffcutError.from(error).code).toBe('budget-spent');
                expect(expected).toBe(false);
              }
              break;
            }
            case 'settle': {
              const reservation = take(event.which);
              reservation?.settle({ pictures: 1, credits: event.credits });
              const entry = known.get(reservation?.id ?? 0);
              if (entry !== undefined) entry.tenths = Math.round(event.credits * 10);
              break;
            }
            case 'release': {
              const reservation = take(event.which);
              reservation?.release();
              known.delete(reservation?.id ?? 0);
              break;
            }
            case 'time':
              now += event.hours * HOUR;
              break;
            case 'reopen':
              // What ran is never ended then, and counts.
              running.length = 0;
              book.close();
              book = openBook();
          }
        }
        const tenths = [...known.values()].reduce((sum, entry) => sum + entry.tenths, 0);
        expect(book.spent('acme').all).toEqual({ pictures: known.size, credits: tenths / 10 });
      } finally {
        book.close();
      }
    }),
    { numRuns: 60 },
  );
});
