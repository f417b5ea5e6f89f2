import { afterEach, describe, expect, it, vi } from 'vitest';
import { budgetSchema } from '../../../shared/budget.ts';
import { brokenLimit, fromMicro, toMicro, windowsAt, type Amount } from './budget.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** When the day and the month of a moment began, by UTC. */
function startsIn(zone: string, moment: string) {
  vi.stubEnv('TZ', zone);
  // So that a system which does not heed the variable is no success.
  expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
  const { day, month } = windowsAt(Date.parse(moment));
  return [day, month].map((at) => new Date(at).toISOString().slice(0, 16));
}

describe('windowsAt', () => {
  it.each([
    // Just before and after midnight, and at the end of a month and a year.
    ['Europe/Berlin', '2026-01-31T22:59:59.999Z', '2026-01-30T23:00', '2025-12-31T23:00'],
    ['Europe/Berlin', '2026-01-31T23:00:00.000Z', '2026-01-31T23:00', '2026-01-31T23:00'],
    ['America/New_York', '2028-03-01T04:59:00Z', '2028-02-29T05:00', '2028-02-01T05:00'],
    ['Asia/Tokyo', '2025-12-31T15:00:00Z', '2025-12-31T15:00', '2025-12-31T15:00'],
    // A day of 23 hours, and one of 25.
    ['Europe/Berlin', '2026-03-29T21:59:00Z', '2026-03-28T23:00', '2026-02-28T23:00'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-29T22:00', '2026-02-28T23:00'],
    ['Europe/Berlin', '2026-10-25T22:59:00Z', '2026-10-24T22:00', '2026-09-30T22:00'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-25T23:00', '2026-09-30T22:00'],
    // Midnight is skipped: the day begins at one.
    ['America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00', '2018-11-01T03:00'],
    // The hour after midnight comes twice: the day begins with the first.
    ['America/Havana', '2026-11-01T05:30:00Z', '2026-11-01T04:00', '2026-11-01T04:00'],
  ])('in %s, %s is of the day of %s and the month of %s', (zone, moment, day, month) => {
    expect(startsIn(zone, moment)).toEqual([day, month]);
  });
});

const nothing: Amount = { pictures: 0, credits: 0 };
const picture: Amount = { pictures: 1, credits: 1 };

describe('brokenLimit', () => {
  const broken = (budget: unknown, day: Amount, month: Amount, asked = picture) =>
    brokenLimit(budgetSchema.parse(budget), { day, month }, asked);

  it.each([
    [{ pictures: { day: 10 } }, 'pictures', 'day', '10 pictures a day'],
    [{ pictures: { month: 10 } }, 'pictures', 'month', '10 pictures a month'],
    [{ credits: { day: 10 } }, 'credits', 'day', '10 credits a day'],
    [{ credits: { month: 10 } }, 'credits', 'month', '10 credits a month'],
  ] as const)('%j holds alone', (budget, unit, window, words) => {
    const spent = (sum: number) => {
      const windows = { day: nothing, month: nothing, [window]: { ...nothing, [unit]: sum } };
      return broken(budget, windows.day, windows.month);
    };
    expect(spent(9)).toBeUndefined();
    expect(spent(10)).toBe(words);
    expect(spent(11)).toBe(words);
    // What others are for does not count.
    const rest = { pictures: 50, credits: 50, [unit]: 9 };
    expect(broken(budget, rest, rest)).toBeUndefined();
  });

  it('names the limit that stays broken the longest', () => {
    const budget = { pictures: { day: 1, month: 1 }, credits: { day: 1, month: 1 } };
    expect(broken(budget, picture, picture)).toBe('1 picture a month');
    expect(broken(budget, picture, nothing)).toBe('1 picture a day');
    expect(broken({ credits: { day: 1 } }, picture, picture)).toBe('1 credit a day');
  });

  it('lets nothing through a limit of 0, and all where there is none', () => {
    for (const unit of ['pictures', 'credits']) {
      for (const window of ['day', 'month']) {
        const budget = { [unit]: { [window]: 0 } };
        expect(broken(budget, nothing, nothing, nothing)).toBe(`0 ${unit} a ${window}`);
      }
    }
    const much = { pictures: 1e9, credits: 1e9 };
    expect(broken({}, much, much, much)).toBeUndefined();
  });

  it('counts parts of credits exactly', () => {
    const budget = { credits: { day: 0.3 } };
    const tenth = { pictures: 1, credits: 0.1 };
    expect(broken(budget, { pictures: 2, credits: 0.1 + 0.1 }, nothing, tenth)).toBeUndefined();
    expect(broken(budget, { pictures: 3, credits: 0.1 + 0.2 }, nothing, tenth)).toBe(
      '0.3 credits a day',
    );
    expect(fromMicro(toMicro(0.1) * 3)).toBe(0.3);
  });
});
