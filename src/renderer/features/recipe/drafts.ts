import type { BatchId } from '../../../shared/queue.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { createStore } from '../../stores/create-store.ts';
import { useStore } from '../../stores/use-store.ts';

/** A recipe that is being edited, and the preset that it was taken from. */
export interface Draft {
  readonly recipe: Recipe;
  readonly preset: string | null;
}

/**
 * Recipes that were changed for pictures in the queue and not used yet, by the batch that they began
 * with: looking at other pictures meanwhile loses none of them.
 */
const drafts = createStore<ReadonlyMap<BatchId, Draft>>(new Map());

export const useDrafts = (): ReadonlyMap<BatchId, Draft> => useStore(drafts);

export function keepDraft(batch: BatchId, draft: Draft): void {
  drafts.set(new Map([...drafts.get(), [batch, draft]]));
}

export function dropDraft(batch: BatchId): void {
  drafts.set(new Map([...drafts.get()].filter(([other]) => other !== batch)));
}
