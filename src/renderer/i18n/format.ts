/** Numbers, sizes and times as a locale writes them. Pure: the locale is always given. */

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Making a format is slow enough to be felt in a list of thousands. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  numberFormats.set(key, made);
  return made;
}

export const formatNumber = (
  value: number,
  locale: string,
  options: Intl.NumberFormatOptions = {},
): string => numberFormat(locale, options).format(value);

/** `share`: 0-1. */
export const formatPercent = (share: number, locale: string): string =>
  formatNumber(share, locale, { style: 'percent', maximumFractionDigits: 0 });

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `12.3 MB`: steps of 1000, as file managers on macOS and Linux count; one decimal under 100. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let at = 0;
  // 999.95 would be written as 1,000.0.
  while (value >= 999.5 && at < byteUnits.length - 1) {
    value /= 1000;
    at += 1;
  }
  return formatNumber(value, locale, {
    style: 'unit',
    unit: byteUnits[at] ?? 'byte',
    // The short form of bytes has no plural.
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: at === 0 || value >= 99.95 ? 0 : 1,
  });
}

/** `4032 × 3024`: sizes in px are written without separators everywhere. */
export const formatSize = (
  { width, height }: { readonly width: number; readonly height: number },
  locale: string,
): string =>
  [width, height].map((side) => formatNumber(side, locale, { useGrouping: false })).join(' × ');

export type DurationUnit = 'seconds' | 'minutes' | 'hours';

/** How a duration is best told: `1.4 s`, `38 s`, `4 min`, `2.5 h`. */
export function durationOf(
  ms: number,
  locale: string,
): { readonly unit: DurationUnit; readonly value: string } {
  const seconds = ms / 1000;
  if (seconds < 9.95) {
    return {
      unit: 'seconds',
      value: formatNumber(seconds, locale, {
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      }),
    };
  }
  if (seconds < 89.5) {
    return { unit: 'seconds', value: formatNumber(Math.round(seconds), locale) };
  }
  if (seconds < 89.5 * 60) {
    return { unit: 'minutes', value: formatNumber(Math.round(seconds / 60), locale) };
  }
  return {
    unit: 'hours',
    value: formatNumber(seconds / 3600, locale, { maximumFractionDigits: 1 }),
  };
}

const isSameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** The time alone for today, else with the day. */
export function formatWhen(at: number, locale: string, now: Date = new Date()): string {
  const date = new Date(at);
  return new Intl.DateTimeFormat(
    locale,
    isSameDay(date, now) ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(date);
}
