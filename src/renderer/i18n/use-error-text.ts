import { useCallback } from 'react';
import { useLocale } from 'react-aria-components';
import type { SourceFacts, Warning } from '../../shared/cutout.ts';
import type { ErrorReport } from '../../shared/errors.ts';
import { errorText, warningText } from './error-text.ts';
import { useT } from './use-t.ts';

/** Turns an error into words for the user. */
export function useErrorText(): (report: ErrorReport) => string {
  const t = useT();
  const { locale } = useLocale();
  return useCallback((report) => errorText(report, t, locale), [t, locale]);
}

/** Turns a warning of a cutout into words for the user. */
export function useWarningText(): (warning: Warning, source: SourceFacts) => string {
  const t = useT();
  return useCallback((warning, source) => warningText(warning, source, t), [t]);
}
