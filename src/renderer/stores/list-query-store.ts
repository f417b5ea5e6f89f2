import type { BatchId, JobStateName } from '../../shared/queue.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** Which jobs the queue's screen lists; the viewer steps through the same ones. */
export interface ListQuery {
  readonly batch?: BatchId;
  readonly states?: readonly JobStateName[];
  /** A part of the source's path or URL. */
  readonly search?: string;
  /** Only what a model was not sure of. */
  readonly doubtful?: boolean;
}

const query = createStore<ListQuery>({});

export const showList = (next: ListQuery): void => {
  query.set(next);
};
export const useListQuery = (): ListQuery => useStore(query);
