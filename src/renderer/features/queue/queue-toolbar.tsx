import { ChevronDown, Ellipsis, LayoutGrid, List, Plus, RotateCw } from 'lucide-react';
import type { Ref } from 'react';
import type { JobCounts } from '../../../shared/queue.ts';
import { commandKeys, PASTE_KEY } from '../../app/shortcuts.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { queueRequests } from '../queue-requests.ts';
import { addFolder, addPictures, addSamples, paste } from './add-actions.ts';
import { filters, type Filter } from './filters.ts';
import styles from './queue-toolbar.module.css';

const cx = classNames(styles);

export interface QueueToolbarProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly searchRef: Ref<HTMLInputElement>;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly counts: JobCounts | undefined;
  readonly doubtful: number;
}

/** How many pictures each filter lists. */
function countsOf(counts: JobCounts, doubtful: number): Readonly<Record<Filter, number>> {
  const { queued, running, done, failed, cancelled, skipped } = counts;
  return {
    all: queued + running + done + failed + cancelled + skipped,
    waiting: queued + running,
    done,
    look: doubtful,
    failed,
    other: cancelled + skipped,
  };
}

export function QueueToolbar(props: QueueToolbarProps) {
  const { search, onSearch, searchRef, filter, onFilter, counts, doubtful } = props;
  const t = useT();
  const format = useFormat();
  const { layout, tileSize } = useSettings(({ view }) => view);
  const numbers = counts && countsOf(counts, doubtful);
  const filterNames: Readonly<Record<Filter, string>> = {
    all: t('queue:filters.all'),
    waiting: t('queue:filters.waiting'),
    done: t('queue:filters.done'),
    look: t('queue:filters.look'),
    failed: t('queue:filters.failed'),
    other: t('queue:filters.other'),
  };
  return (
    <div role="toolbar" aria-label={t('queue:list')} className={cx('toolbar')}>
      <div className={cx('search')}>
        <SearchField
          label={t('queue:search')}
          placeholder={t('queue:search')}
          inputRef={searchRef}
          value={search}
          onChange={onSearch}
        />
      </div>
      <div className={cx('filter')}>
        <Select
          label={t('queue:filters.label')}
          isLabelHidden
          value={filter}
          onChange={onFilter}
          options={filters.map((value) => ({
            value,
            label:
              numbers === undefined
                ? filterNames[value]
                : `${filterNames[value]} (${format.number(numbers[value])})`,
          }))}
        />
      </div>
      {filter === 'failed' && (counts?.failed ?? 0) > 0 && (
        <Button icon={<RotateCw size={16} />} onPress={() => void queueRequests.retryFailed()}>
          {t('queue:actions.retryFailed')}
        </Button>
      )}
      <span className={cx('space')} />
      {layout === 'grid' && (
        <div className={cx('size')}>
          <Slider
            isBare
            label={t('queue:tileSize')}
            value={tileSize}
            minValue={96}
            maxValue={320}
            step={16}
            onChange={(size) => void changeSettings({ view: { tileSize: size } })}
          />
        </div>
      )}
      <SegmentedControl
        label={t('queue:layout.label')}
        iconsOnly
        value={layout}
        onChange={(value) => void changeSettings({ view: { layout: value } })}
        segments={[
          { value: 'grid', label: t('queue:layout.grid'), icon: <LayoutGrid size={16} /> },
          { value: 'list', label: t('queue:layout.list'), icon: <List size={16} /> },
        ]}
      />
      <Menu
        label={t('queue:actions.more')}
        placement="bottom end"
        trigger={<IconButton label={t('queue:actions.more')} icon={<Ellipsis size={16} />} />}
      >
        <MenuItem
          text={t('queue:actions.retryFailed')}
          isDisabled={(counts?.failed ?? 0) === 0}
          onAction={() => void queueRequests.retryFailed()}
        />
        <MenuItem
          text={t('queue:actions.cancelAll')}
          isDisabled={(numbers?.waiting ?? 0) === 0}
          onAction={() => void queueRequests.cancelAll()}
        />
        <MenuSeparator />
        <MenuItem
          text={t('queue:actions.clearDone')}
          isDisabled={(counts?.done ?? 0) === 0}
          onAction={() => void queueRequests.clearEnded(['done', 'skipped'])}
        />
      </Menu>
      <Menu
        label={t('queue:add.label')}
        placement="bottom end"
        trigger={
          <Button variant="primary" icon={<Plus size={16} />} trailing={<ChevronDown size={16} />}>
            {t('queue:add.label')}
          </Button>
        }
      >
        <MenuItem
          text={t('queue:add.pictures')}
          shortcut={commandKeys['add-pictures']}
          onAction={() => void addPictures()}
        />
        <MenuItem
          text={t('queue:add.folder')}
          shortcut={commandKeys['add-folder']}
          onAction={() => void addFolder()}
        />
        <MenuItem
          text={t('queue:add.paste')}
          shortcut={PASTE_KEY}
          onAction={() => void paste(t('queue:noPicture'))}
        />
        <MenuSeparator />
        <MenuItem text={t('queue:add.samples')} onAction={() => void addSamples()} />
      </Menu>
    </div>
  );
}
