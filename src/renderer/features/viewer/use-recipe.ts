import { useEffect, useState } from 'react';
import type { BatchId } from '../../../shared/queue.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { request } from '../../bridge/client.ts';
import { tellError } from '../../stores/notice-store.ts';

/** A batch's recipe never changes. */
const known = new Map<BatchId, Recipe>();
let reading: Promise<void> | null = null;

async function read(): Promise<void> {
  const { batches } = await request('queue.batches', {});
  for (const { batch } of batches) known.set(batch.id, batch.recipe);
}

/** The recipe that the jobs of a batch are cut by; undefined until it is read. */
export function useRecipe(batch: BatchId | undefined): Recipe | undefined {
  const [, setRead] = useState(0);
  useEffect(() => {
    if (batch === undefined || known.has(batch)) return;
    let isOver = false;
    reading ??= read().finally(() => {
      reading = null;
    });
    reading.then(() => {
      if (!isOver) setRead((times) => times + 1);
    }, tellError);
    return () => {
      isOver = true;
    };
  }, [batch]);
  return batch === undefined ? undefined : known.get(batch);
}
