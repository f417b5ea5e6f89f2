import path from 'node:path';
import { whyUnusable, writeComposite } from './composite.ts';
import type { Layer } from './data-set.ts';
import { readPixels } from './pixels.ts';
import type { CompositeCase } from './select.ts';

/** A composite that is there as a picture. */
export interface MadeComposite {
  readonly composite: CompositeCase;
  readonly file: string;
}

export interface SortedCutouts {
  readonly usable: readonly Layer[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}

/** Which cutouts are exact references; see `whyUnusable`. */
export async function sortCutouts(cutouts: readonly Layer[]): Promise<SortedCutouts> {
  const usable: Layer[] = [];
  const skipped: { id: string; reason: string }[] = [];
  for (const cutout of cutouts) {
    const reason = whyUnusable(await readPixels(cutout.image));
    if (reason === undefined) usable.push(cutout);
    else skipped.push({ id: cutout.id, reason });
  }
  return { usable, skipped };
}

/** Writes all composites into `folder`; every variant cuts the same files. */
export async function makeComposites(
  composites: readonly CompositeCase[],
  folder: string,
  signal: AbortSignal,
): Promise<readonly MadeComposite[]> {
  const made: MadeComposite[] = [];
  for (const [index, composite] of composites.entries()) {
    signal.throwIfAborted();
    const file = path.join(folder, `${index}.png`);
    await writeComposite(
      await readPixels(composite.cutout.image),
      composite.background.image,
      file,
    );
    made.push({ composite, file });
  }
  return made;
}
