import { useMemo } from 'react';
import { useLocale } from 'react-aria-components';
import type { Size } from '../../shared/cutout.ts';
import {
  durationOf,
  formatBytes,
  formatNumber,
  formatPercent,
  formatSize,
  formatWhen,
} from './format.ts';
import { useT, type Translate } from './use-t.ts';

function formatsFor(locale: string, t: Translate) {
  const duration = (ms: number) => {
    const { unit, value } = durationOf(ms, locale);
    switch (unit) {
      case 'seconds':
        return t('common:seconds', { value });
      case 'minutes':
        return t('common:minutes', { value });
      case 'hours':
        return t('common:hours', { value });
    }
  };
  return {
    number: (value: number, options: Intl.NumberFormatOptions = {}) =>
      formatNumber(value, locale, options),
    /** Of 0-1. */
    percent: (share: number) => formatPercent(share, locale),
    bytes: (bytes: number) => formatBytes(bytes, locale),
    /** `4032 × 3024` */
    size: (size: Size) => formatSize(size, locale),
    /** `1.4 s`, of ms */
    duration,
    /** `4 min left`, of ms */
    timeLeft: (ms: number) => t('common:timeLeft', { duration: duration(ms) }),
    /** A point in time, in ms since 1970. */
    when: (at: number) => formatWhen(at, locale),
  };
}

export type Formats = ReturnType<typeof formatsFor>;

/** Numbers, sizes and times in the user's language and locale. */
export function useFormat(): Formats {
  const { locale } = useLocale();
  const t = useT();
  return useMemo(() => formatsFor(locale, t), [locale, t]);
}
