import { useEffect, useState } from 'react';
import { OffcutError, type ErrorReport } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/queue.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { request } from '../../bridge/client.ts';

/** ms without a change before it is asked for: a preview costs as much as a picture. */
const WAIT = 300;

export interface Preview {
  readonly url: string | null;
  readonly isBusy: boolean;
  readonly error: ErrorReport | null;
}

interface Answer {
  readonly job: JobId;
  /** The recipe as JSON: settings that come back from the main process are new objects. */
  readonly asked: string;
  /** The last that could be shown, of the same job. */
  readonly url: string | null;
  readonly error: ErrorReport | null;
}

async function decoded(url: string): Promise<string> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return url;
}

/**
 * A small cutout of a job's source by a recipe. The one before stays until the new one can be
 * painted, and only the newest that was asked for is shown.
 */
export function usePreview(job: JobId | null, recipe: Recipe): Preview {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const asked = JSON.stringify(recipe);
  useEffect(() => {
    if (job === null) return undefined;
    let isOver = false;
    const show = (found: Pick<Answer, 'error'> & { readonly url?: string }) => {
      if (isOver) return;
      setAnswer((before) => ({
        job,
        asked,
        error: found.error,
        url: found.url ?? (before?.job === job ? before.url : null),
      }));
    };
    const timer = setTimeout(() => {
      request('preview.recipe', { job, recipe: JSON.parse(asked) as Recipe })
        .then(({ url }) => decoded(url))
        .then(
          (url) => {
            show({ url, error: null });
          },
          (error: unknown) => {
            show({ error: OffcutError.from(error).toReport() });
          },
        );
    }, WAIT);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [job, asked]);
  const isOfJob = answer?.job === job;
  const isNewest = isOfJob && answer.asked === asked;
  return {
    url: isOfJob ? answer.url : null,
    isBusy: job !== null && !isNewest,
    error: isNewest ? answer.error : null,
  };
}
