import type { Placement } from '../../shared/queue.ts';
import { commitOutput, type Commit, type CommitOptions } from './commit.ts';
import { replaceOriginal, type MoveToTrash } from './replace-original.ts';

export interface Placing {
  /** The proven output, beside `target`. */
  readonly temp: string;
  readonly target: string;
  readonly placement: Placement;
  /** The file that `replace` bins; null for a source that is no file here. */
  readonly original: string | null;
  /** See `CommitOptions`. */
  readonly onCandidate?: CommitOptions['onCandidate'];
  /** See `CommitOptions`; `replace` is always durable. */
  readonly durable?: CommitOptions['durable'];
  /** Stands in for the system's recycle bin. */
  readonly moveToTrash?: MoveToTrash | undefined;
}

/**
 * Puts a finished output into its place, by its placement. When this throws, the temp file is still
 * there and the caller's to remove.
 * @throws OffcutError of `commitOutput` and `replaceOriginal`
 */
export async function placeOutput(placing: Placing): Promise<Commit> {
  const { temp, target, placement, original, onCandidate, durable, moveToTrash } = placing;
  if (placement !== 'replace') {
    return commitOutput(temp, target, placement, { onCandidate, durable });
  }
  if (original === null) throw new Error('there is no original to replace');
  const replaced = await replaceOriginal({ temp, original, target, onCandidate }, moveToTrash);
  return { outcome: 'written', path: replaced.path };
}
