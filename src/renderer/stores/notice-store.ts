import type { AppNotice } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import { on } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** That a model is prepared only ends the notice that it is being prepared. */
export type StandingNotice = Exclude<AppNotice, { readonly type: 'model-prepared' }>;

export interface ShownNotice {
  readonly id: number;
  readonly notice: StandingNotice;
}

const notices = createStore<readonly ShownNotice[]>([]);
let lastId = 0;

/** What two notices must share for the later one to stand in the place of the earlier. */
function subjectOf(notice: AppNotice): string {
  switch (notice.type) {
    case 'preparing-model':
    case 'model-prepared':
      return `model ${notice.model}`;
    case 'error':
      return `error ${notice.error.code} ${notice.error.message}`;
    case 'settings-set-aside':
    case 'queue-restored':
    case 'queue-started-over':
    case 'window-restored':
      return notice.type;
  }
}

/** The list with one more: never two about the same, and none of what is over. */
export function withNotice(
  shown: readonly ShownNotice[],
  notice: AppNotice,
  id: number,
): readonly ShownNotice[] {
  const subject = subjectOf(notice);
  const others = shown.filter((other) => subjectOf(other.notice) !== subject);
  return notice.type === 'model-prepared' ? others : [...others, { id, notice }];
}

export function tell(notice: AppNotice): void {
  lastId += 1;
  notices.set(withNotice(notices.get(), notice, lastId));
}

/** Whatever was thrown, as a notice. */
export function tellError(thrown: unknown): void {
  tell({ type: 'error', error: OffcutError.from(thrown).toReport() });
}

export function dismiss(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}

export function followNotices(): void {
  on('app.notice', tell);
}

export const useNotices = (): readonly ShownNotice[] => useStore(notices);
