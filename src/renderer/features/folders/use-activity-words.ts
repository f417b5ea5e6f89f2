import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import type { ToldEvent } from './told-events.ts';

/** What a hot folder did, in one sentence. */
export function useActivityWords(): (event: ToldEvent) => string {
  const t = useT();
  const errorText = useErrorText();
  return (event) => {
    switch (event.type) {
      case 'taken': {
        const [name = '', ...others] = event.paths;
        return others.length === 0
          ? t('folders:activity.came', { name })
          : t('folders:activity.cameMany', { count: event.paths.length });
      }
      case 'ended':
        return t(`folders:activity.${event.outcome}`, { name: event.path });
      case 'put-away':
        return event.to === null
          ? t('folders:activity.binned', { name: event.path })
          : t('folders:activity.moved', { name: event.path, to: event.to });
      case 'problem':
        return t('folders:activity.problem', {
          name: event.problem.path,
          reason: errorText(event.problem.error),
        });
    }
  };
}
