import type { ApiKey } from '../../../../shared/api-key.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useT } from '../../../i18n/use-t.ts';

/** What a key may, and what it has used, in one line. */
export function useKeyTraits(): (key: ApiKey) => string {
  const t = useT();
  const { number } = useFormat();
  return ({ scope, perMinute, used, quota }) =>
    [
      t(`settings:api.scopes.${scope}`),
      t('settings:api.perMinute', { count: perMinute, number: number(perMinute) }),
      quota === null
        ? t('settings:api.used', { count: used, number: number(used) })
        : t('settings:api.usedOf', { count: quota, used: number(used), number: number(quota) }),
    ].join(' · ');
}
