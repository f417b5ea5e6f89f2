import { useCallback, type KeyboardEvent } from 'react';
import type { JobId } from '../../../shared/queue.ts';
import { tellError } from '../../stores/notice-store.ts';
import type { QueueList } from '../../stores/queue-list.ts';
import { clear, selectOnly, setSelection } from '../../stores/selection-store.ts';
import { moved, moves, type Move } from './grid-shape.ts';

export interface ListKeys {
  readonly list: QueueList;
  readonly columns: number;
  /** Rows of one screen. */
  readonly page: number;
  /** The index that keys act on; -1: none. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly selectTo: (index: number) => void;
  readonly selectAll: () => void;
  readonly onOpen: (job: JobId) => void;
  readonly onLook: (job: JobId) => void;
}

const isMove = (key: string): key is keyof typeof moves => Object.hasOwn(moves, key);

/** The keys of a list of pictures: moving, selecting, opening. */
export function useListKeys(keys: ListKeys) {
  const { list, columns, page, active, setActive, selectTo, selectAll, onOpen, onLook } = keys;
  return useCallback(
    (event: KeyboardEvent) => {
      const { key, shiftKey, altKey } = event;
      const mod = event.ctrlKey || event.metaKey;
      const { total } = list;
      if (total === null || total === 0 || altKey) return;
      const job = list.jobAt(active);
      if (isMove(key)) {
        const to = moved(moves[key] satisfies Move, active, { total, columns, page });
        setActive(to);
        if (shiftKey) selectTo(to);
        else if (!mod) {
          const there = list.jobAt(to);
          if (there !== undefined) setSelection(selectOnly(there.id));
          else
            list.ids(to, to).then(([id]) => {
              if (id !== undefined) setSelection(selectOnly(id));
            }, tellError);
        }
      } else if (key.toLowerCase() === 'a' && mod) selectAll();
      else if (key === 'Escape') setSelection(clear());
      else if (key === 'Enter' && !mod && job !== undefined) onOpen(job.id);
      else if (key === ' ' && job !== undefined) onLook(job.id);
      else return;
      event.preventDefault();
    },
    [list, columns, page, active, setActive, selectTo, selectAll, onOpen, onLook],
  );
}
