import { useCallback } from 'react';
import type { Job } from '../../../shared/queue.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { isDoubtful } from './job-words.ts';

/** Says how a job stands, in words. */
export function useStateText(): (job: Job) => string {
  const t = useT();
  const format = useFormat();
  const errorText = useErrorText();
  return useCallback(
    (job) => {
      const { state } = job;
      switch (state.name) {
        case 'queued':
          return t('queue:states.queued');
        case 'running':
          return t('queue:states.running');
        case 'done':
          return isDoubtful(job)
            ? t('queue:states.look', { sure: format.percent(state.facts.confidence) })
            : t('queue:states.done');
        case 'failed':
          return t('queue:states.failed', { reason: errorText(state.error) });
        case 'cancelled':
          return t('queue:states.cancelled');
        case 'skipped':
          return t('queue:states.skipped');
      }
    },
    [t, format, errorText],
  );
}
