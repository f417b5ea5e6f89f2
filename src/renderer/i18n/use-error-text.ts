import { useCallback } from 'react';
import { useLocale } from 'react-aria-components';
import type { SourceFacts, Warning } from '../../shared/cutout.ts';
import type { ErrorReport } from '../../shared/errors.ts';
import { shownPathHere } from '../stores/start-info.ts';
import { errorText, warningText } from './error-text.ts';
import { useT } from './use-t.ts';

/** Params are paths, among other things that are no path of the home folder. */
function withShownPaths(report: ErrorReport): ErrorReport {
  const shown = Object.entries(report.params).map(([name, value]) => [
    name,
    typeof value === 'string' ? shownPathHere(value) : value,
  ]);
  return { ...report, params: Object.fromEntries(shown) as ErrorReport['params'] };
}

/** Turns an error into words for the user. */
export function useErrorText(): (report: ErrorReport) => string {
  const t = useT();
  const { locale } = useLocale();
  return useCallback((report) => errorText(withShownPaths(report), t, locale), [t, locale]);
}

/** Turns a warning of a cutout into words for the user. */
export function useWarningText(): (warning: Warning, source: SourceFacts) => string {
  const t = useT();
  return useCallback((warning, source) => warningText(warning, source, t), [t]);
}
