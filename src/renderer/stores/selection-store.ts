import type { JobId } from '../../shared/queue.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** Which jobs are selected, and the one that a range starts at. */
export interface Selection {
  readonly jobs: ReadonlySet<JobId>;
  readonly anchor: JobId | null;
}

/** The jobs of the list as it is shown, or of the part of it that is known. */
type Order = readonly JobId[];

export const clear = (): Selection => ({ jobs: new Set(), anchor: null });

/** A click. */
export const selectOnly = (job: JobId): Selection => ({ jobs: new Set([job]), anchor: job });

/** A click with Ctrl: in or out; ranges start here from then on. */
export function toggle({ jobs }: Selection, job: JobId): Selection {
  const toggled = new Set(jobs);
  if (!toggled.delete(job)) toggled.add(job);
  return { jobs: toggled, anchor: job };
}

/** A click with Shift: all from the anchor to here, and no others. */
export function selectRange({ anchor }: Selection, order: Order, to: JobId): Selection {
  const start = anchor === null ? -1 : order.indexOf(anchor);
  const end = order.indexOf(to);
  if (start < 0 || end < 0) return selectOnly(to);
  const range = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { jobs: new Set(range), anchor };
}

/** The anchor stays where it was. */
export const selectAll = ({ anchor }: Selection, order: Order): Selection => ({
  jobs: new Set(order),
  anchor: anchor !== null && order.includes(anchor) ? anchor : (order[0] ?? null),
});

/**
 * The end of the range that the keyboard moves: the other end of the run that begins or ends at the
 * anchor. Null: nothing of the list is selected.
 */
export function leadOf({ jobs, anchor }: Selection, order: Order): JobId | null {
  const start = anchor === null ? -1 : order.indexOf(anchor);
  const isSelected = (at: number) => {
    const job = order[at];
    return job !== undefined && jobs.has(job);
  };
  if (start < 0) return null;
  const step = isSelected(start + 1) ? 1 : -1;
  let lead = start;
  while (isSelected(lead + step)) lead += step;
  return order[lead] ?? null;
}

/**
 * An arrow key: goes by so many places and selects the job there, or with Shift all up to it. Where
 * nothing is selected yet, it begins at the end that it comes from.
 */
export function moveBy(
  selection: Selection,
  order: Order,
  { by, extend }: { readonly by: number; readonly extend: boolean },
): Selection {
  if (order.length === 0) return selection;
  const lead = leadOf(selection, order);
  const from = lead === null ? (by > 0 ? -1 : order.length) : order.indexOf(lead);
  const to = order[Math.min(Math.max(from + by, 0), order.length - 1)];
  if (to === undefined) return selection;
  return extend ? selectRange(selection, order, to) : selectOnly(to);
}

const selection = createStore<Selection>(clear());

export const currentSelection = (): Selection => selection.get();
export const useSelection = (): Selection => useStore(selection);

/** `setSelection(toggle(currentSelection(), job))` */
export const setSelection = (next: Selection): void => {
  selection.set(next);
};
