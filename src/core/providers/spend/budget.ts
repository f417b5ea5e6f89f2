import type { Budget } from '../../../shared/budget.ts';

/** What was given to a provider, or is about to be: pictures, and its own credits for them. */
export interface Amount {
  readonly pictures: number;
  readonly credits: number;
}

/** What counts against the limits of a day and of a month. */
export interface Windows<T> {
  readonly day: T;
  readonly month: T;
}

/**
 * When the day and the month of `now` began: in the time zone that the system is set to, as the
 * user reads the calendar. All in ms since 1970. A day on which clocks are changed has 23 or 25
 * hours; one whose midnight is skipped begins with its first moment.
 */
export function windowsAt(now: number): Windows<number> {
  const date = new Date(now);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  return {
    day: new Date(year, month, date.getDate()).getTime(),
    month: new Date(year, month, 1).getTime(),
  };
}

const MICRO = 1_000_000;

/**
 * Credits in whole millionths, in which they are kept and compared: three times 0.1 is 0.3 then,
 * and a budget of 0.3 is not one picture short.
 */
export const toMicro = (credits: number): number => Math.round(credits * MICRO);
export const fromMicro = (micro: number): number => micro / MICRO;

const plural = { pictures: ['picture', 'pictures'], credits: ['credit', 'credits'] } as const;

/**
 * The limit that a further `asked` would break, in words ('100 pictures a day'), or undefined. Of
 * several, the one that stays broken the longest. A limit of 0 lets nothing through, not even what
 * costs nothing.
 */
export function brokenLimit(
  budget: Budget,
  spent: Windows<Amount>,
  asked: Amount,
): string | undefined {
  for (const window of ['month', 'day'] as const) {
    for (const unit of ['pictures', 'credits'] as const) {
      const limit = budget[unit][window];
      if (limit === null) continue;
      const sum = toMicro(spent[window][unit]) + toMicro(asked[unit]);
      if (limit > 0 && sum <= toMicro(limit)) continue;
      return `${limit} ${plural[unit][limit === 1 ? 0 : 1]} a ${window}`;
    }
  }
  return undefined;
}
