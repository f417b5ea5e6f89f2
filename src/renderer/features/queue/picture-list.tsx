import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type DragEvent,
  type MouseEvent,
} from 'react';
import type { Job, JobId } from '../../../shared/queue.ts';
import { useT } from '../../i18n/use-t.ts';
import { tellError } from '../../stores/notice-store.ts';
import type { QueueList } from '../../stores/queue-list.ts';
import {
  currentSelection,
  selectOnly,
  setSelection,
  toggle,
  useSelection,
} from '../../stores/selection-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { queueRequests } from '../queue-requests.ts';
import { CAPTION, GAP, gridShape, ROW } from './grid-shape.ts';
import { ListHeader } from './list-header.tsx';
import styles from './picture-list.module.css';
import { useLeaving } from './removal.ts';
import { Row } from './row.tsx';
import { Tile } from './tile.tsx';
import { useListKeys } from './use-list-keys.ts';
import { useProgress } from './use-progress.ts';

const cx = classNames(styles);

export interface PictureListProps {
  readonly list: QueueList;
  readonly layout: 'grid' | 'list';
  /** px */
  readonly tileSize: number;
  readonly onOpen: (job: JobId) => void;
  readonly onLook: (job: JobId) => void;
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void;
}

/** px inside the scrolling area, on each side. */
const PADDING = 16;

/** The width that pictures have, in px; 0 until it is known. */
function useWidth(element: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element === null) return undefined;
    const measure = () => {
      setWidth(element.clientWidth - 2 * PADDING);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return width;
}

/** All pictures of the list, as tiles or as rows; only those in sight are really there. */
export function PictureList(props: PictureListProps) {
  const { list, layout, tileSize, onOpen, onLook, onMenu } = props;
  const t = useT();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const width = useWidth(scroller);
  const selection = useSelection();
  const leaving = useLeaving();
  const progress = useProgress();
  const [active, setActive] = useState(-1);
  const anchor = useRef(-1);

  const total = list.total ?? 0;
  const isGrid = layout === 'grid';
  const { columns, tile, rowHeight } = isGrid
    ? gridShape(width, tileSize)
    : { columns: 1, tile: 0, rowHeight: ROW };
  // What it gives is never handed to a component that is memoised.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 3,
    paddingStart: isGrid ? PADDING : 0,
    paddingEnd: PADDING,
  });
  const shown = rows.getVirtualItems();
  const first = (shown[0]?.index ?? 0) * columns;
  const last = ((shown.at(-1)?.index ?? 0) + 1) * columns - 1;
  useEffect(() => {
    rows.measure();
  }, [rows, rowHeight]);
  useEffect(() => {
    list.want(first, last);
  }, [list, first, last]);

  const reach = useCallback(
    (index: number) => {
      setActive(index);
      rows.scrollToIndex(Math.floor(index / columns));
    },
    [rows, columns],
  );
  const selectTo = useCallback(
    (index: number) => {
      const from = anchor.current < 0 ? index : anchor.current;
      list.ids(from, index).then((ids) => {
        setSelection({ jobs: new Set(ids), anchor: currentSelection().anchor });
      }, tellError);
    },
    [list],
  );
  const moveTo = useCallback(
    (index: number) => {
      reach(index);
    },
    [reach],
  );
  const selectAll = useCallback(() => {
    anchor.current = 0;
    list.ids(0, total - 1).then((ids) => {
      setSelection({ jobs: new Set(ids), anchor: ids[0] ?? null });
    }, tellError);
  }, [list, total]);
  const page = Math.max(1, Math.floor((scroller?.clientHeight ?? rowHeight) / rowHeight) - 1);
  const onKeyDown = useListKeys({
    ...{ list, columns, page, active, selectTo, selectAll, onOpen, onLook },
    setActive: moveTo,
  });
  // A range begins where the selection was last begun anew.
  useEffect(() => {
    if (selection.anchor !== null)
      anchor.current = list.indexOf(selection.anchor) ?? anchor.current;
  }, [list, selection.anchor]);

  const onClick = (event: MouseEvent, job: Job, index: number) => {
    setActive(index);
    if (event.shiftKey) selectTo(index);
    else {
      setSelection(
        event.ctrlKey || event.metaKey ? toggle(currentSelection(), job.id) : selectOnly(job.id),
      );
    }
  };
  const onContextMenu = (event: MouseEvent, job: Job, index: number) => {
    event.preventDefault();
    setActive(index);
    if (!currentSelection().jobs.has(job.id)) setSelection(selectOnly(job.id));
    onMenu({ x: event.clientX, y: event.clientY });
  };
  const onDragStart = (event: DragEvent, job: Job) => {
    // The main process drags the files; the page would only drag a picture of them.
    event.preventDefault();
    const { jobs } = currentSelection();
    void queueRequests.drag(jobs.has(job.id) ? [...jobs].slice(0, 1000) : [job.id]);
  };

  const cell = (index: number) => {
    const job = list.jobAt(index);
    if (job === undefined) {
      return (
        <div
          key={index}
          role={isGrid ? 'gridcell' : 'presentation'}
          className={cx('cell', 'unknown')}
        />
      );
    }
    const isSelected = selection.jobs.has(job.id);
    const shared = {
      id: `picture-${index}`,
      'aria-selected': isSelected,
      draggable: job.state.name === 'done',
      className: cx(
        isGrid ? 'cell' : 'row',
        isSelected && 'selected',
        index === active && 'active',
        leaving.has(job.id) && 'leaving',
      ),
      onClick: (event: MouseEvent) => {
        onClick(event, job, index);
      },
      onDoubleClick: () => {
        onOpen(job.id);
      },
      onContextMenu: (event: MouseEvent) => {
        onContextMenu(event, job, index);
      },
      onDragStart: (event: DragEvent) => {
        onDragStart(event, job);
      },
    } as const;
    const share = progress.get(job.id) ?? null;
    return isGrid ? (
      <div key={job.id} role="gridcell" {...shared} style={{ width: tile, height: tile + CAPTION }}>
        <Tile job={job} progress={share} side={tile} />
      </div>
    ) : (
      <div key={job.id} role="row" aria-rowindex={index + 2} {...shared}>
        <Row job={job} progress={share} />
      </div>
    );
  };

  return (
    <div
      ref={setScroller}
      role="grid"
      tabIndex={0}
      aria-label={t('queue:list')}
      aria-multiselectable
      aria-rowcount={rows.options.count + (isGrid ? 0 : 1)}
      aria-activedescendant={active < 0 ? undefined : `picture-${active}`}
      className={cx('scroller', layout)}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
      }}
    >
      {!isGrid && <ListHeader />}
      <div role="presentation" className={cx('all')} style={{ height: rows.getTotalSize() }}>
        {width > 0 &&
          shown.map((row) => {
            const cells = Array.from(
              { length: columns },
              (_, column) => row.index * columns + column,
            )
              .filter((index) => index < total)
              .map(cell);
            return (
              <div
                key={row.key}
                role={isGrid ? 'row' : 'presentation'}
                aria-rowindex={isGrid ? row.index + 1 : undefined}
                className={cx('line')}
                style={{
                  gap: GAP,
                  transform: `translateY(${row.start}px)`,
                  height: rowHeight - (isGrid ? GAP : 0),
                }}
              >
                {cells}
              </div>
            );
          })}
      </div>
    </div>
  );
}
