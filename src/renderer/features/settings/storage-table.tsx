import { useEffect, useState } from 'react';
import type { Stored } from '../../../shared/bridge/contract.ts';
import { request } from '../../bridge/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { tellError } from '../../stores/notice-store.ts';
import { shownPathHere } from '../../stores/start-info.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.ts';
import styles from './storage-table.module.css';

const cx = classNames(styles);

type Clearable = 'previews' | 'pasted' | 'logs';
const clearable: ReadonlySet<string> = new Set<Clearable>(['previews', 'pasted', 'logs']);
const isClearable = (what: Stored['what']): what is Clearable => clearable.has(what);

/** What Offcut keeps where, and how much of it; null: not known yet. */
function useStorage() {
  const [stored, setStored] = useState<readonly Stored[] | null>(null);
  const [clearing, setClearing] = useState<Clearable | null>(null);

  useEffect(() => {
    let isThere = true;
    request('settings.storage', {}).then((answer) => {
      if (isThere) setStored(answer);
    }, tellError);
    return () => {
      isThere = false;
    };
  }, []);

  const clear = async (what: Clearable) => {
    setClearing(what);
    try {
      setStored(await request('settings.clear', { what }));
    } catch (error) {
      tellError(error);
    } finally {
      setClearing(null);
    }
  };
  return { stored, clearing, clear };
}

export function StorageTable() {
  const t = useT();
  const format = useFormat();
  const { stored, clearing, clear } = useStorage();
  return (
    <table className={cx('table')}>
      <caption className={cx('caption')}>{t('settings:privacy.stored')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('settings:privacy.what')}</th>
          <th scope="col" className={cx('size')}>
            {t('settings:privacy.size')}
          </th>
          <th scope="col">
            <VisuallyHidden>{t('common:clear')}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {(stored ?? []).map(({ what, path, bytes }) => (
          <tr key={what}>
            <td>
              {t(`settings:privacy.things.${what}`)}
              <div className={cx('path')} data-selectable>
                {shownPathHere(path)}
              </div>
            </td>
            <td className={cx('size')}>{format.bytes(bytes)}</td>
            <td className={cx('action')}>
              {isClearable(what) && (
                <Button
                  size="small"
                  aria-label={t('settings:privacy.clear', {
                    what: t(`settings:privacy.things.${what}`),
                  })}
                  isDisabled={bytes === 0}
                  isPending={clearing === what}
                  onPress={() => void clear(what)}
                >
                  {t('common:clear')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
