import type { HotFolder } from '../../../shared/queue.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { useProviderNames } from './use-provider-names.ts';

export interface OptionsSummary {
  readonly text: string;
  /** Anything differs from what a new hot folder has. */
  readonly isChanged: boolean;
}

/** What of a hot folder's options is not as usual, in one line. */
export function useOptionsSummary(folder: HotFolder): OptionsSummary {
  const t = useT();
  const format = useFormat();
  const { afterwards, recursive, include, exclude, pollEvery, consent } = folder;
  const names = useProviderNames(consent?.providers ?? []);
  const parts = [
    ...(recursive ? [] : [t('folders:summary.flat')]),
    ...(include.length === 0 ? [] : [include.join(', ')]),
    ...(exclude.length === 0 ? [] : [t('folders:summary.without', { globs: exclude.join(', ') })]),
    ...(afterwards === 'leave' ? [] : [t(`folders:summary.${afterwards}`)]),
    ...(consent === null ? [] : [t('folders:summary.sends', { names })]),
    ...(pollEvery === null
      ? []
      : [t('folders:state.polling', { every: format.duration(pollEvery) })]),
  ];
  if (parts.length === 0) return { text: t('folders:summary.usual'), isChanged: false };
  return { text: parts.join(' · '), isChanged: true };
}
