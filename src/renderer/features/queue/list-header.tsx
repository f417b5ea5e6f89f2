import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './list-header.module.css';

const cx = classNames(styles);

/** What the columns of the list are. */
export function ListHeader() {
  const t = useT();
  const columns = [
    ['pictures', t('queue:columns.pictures')],
    ['name', t('queue:columns.name')],
    ['state', t('queue:columns.state')],
    ['size', t('queue:columns.size')],
    ['engine', t('queue:columns.engine')],
    ['time', t('queue:columns.time')],
    ['sure', t('queue:columns.sure')],
  ] as const;
  const numbers: ReadonlySet<string> = new Set(['size', 'time', 'sure']);
  return (
    <div role="row" aria-rowindex={1} className={cx('header')}>
      {columns.map(([id, name]) => (
        <div key={id} role="columnheader" className={cx(numbers.has(id) && 'number')}>
          {name}
        </div>
      ))}
    </div>
  );
}
