import { assertNever } from '../../shared/assert.ts';
import type { Placement } from '../../shared/queue.ts';

/**
 * What a look at the disk found of a job whose owner ended after its output was proven and before
 * it was recorded as done.
 */
export interface Found {
  /** The temp file; `whole`: of the recorded size and hash. */
  readonly temp: 'missing' | 'whole' | 'other';
  /**
   * The place that was to be taken. `linked`: the temp file itself under this name; `equal`: another
   * file of the recorded size and hash; `empty`: a file of 0 bytes, as `commitOutput` takes a name
   * with on file systems without links.
   */
  readonly place: 'free' | 'linked' | 'equal' | 'empty' | 'other';
  /**
   * The original that `replace` is to bin; `same`: still the version that was cut. `missing` also
   * when the output stands in its place. Null for the other placements.
   */
  readonly original: 'missing' | 'same' | 'changed' | null;
}

/** `clear` removes the empty file from the place first. */
export type Recovery =
  /** `orphan`: what stands in the place may be the output, changed by someone since. */
  | { readonly action: 'run-again'; readonly clear: boolean; readonly orphan: boolean }
  | { readonly action: 'record-done' }
  | { readonly action: 'record-skipped' }
  /** Commits the temp file, never over anything unless the placement is to overwrite. */
  | { readonly action: 'move'; readonly clear: boolean }
  /** Moves, and bins the original; `undo`: after the output was taken out of its place again. */
  | { readonly action: 'replace'; readonly clear: boolean; readonly undo: boolean };

/** The temp file is whole and was not moved. */
function goOn(placement: Placement, { place, original }: Found): Recovery {
  const clear = place === 'empty';
  switch (placement) {
    case 'rename':
      return { action: 'move', clear };
    case 'overwrite':
      return { action: 'move', clear: false };
    case 'skip':
      return place === 'free' || clear ? { action: 'move', clear } : { action: 'record-skipped' };
    case 'replace':
      // Another picture lies there now: it was not cut, and must not be binned for this output.
      if (original === 'changed') return { action: 'run-again', clear, orphan: false };
      return original === 'same'
        ? { action: 'replace', clear, undo: false }
        : { action: 'move', clear };
    default:
      return assertNever(placement);
  }
}

/**
 * What becomes of such a job. A file equal to the output is only taken for it when the temp file is
 * gone: while that is there, the move did not happen, and the equal file is of an earlier run.
 */
export function decideRecovery(placement: Placement, found: Found): Recovery {
  const { temp, place, original } = found;
  const moved = place === 'linked' || (place === 'equal' && temp !== 'whole');
  if (moved) {
    return placement === 'replace' && original === 'same'
      ? { action: 'replace', clear: false, undo: true }
      : { action: 'record-done' };
  }
  if (temp === 'whole') return goOn(placement, found);
  return { action: 'run-again', clear: place === 'empty', orphan: place === 'other' };
}
