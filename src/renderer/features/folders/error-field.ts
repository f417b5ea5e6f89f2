import type { ErrorCode } from '../../../shared/errors.ts';

/** A part of what is said of a hot folder, beside which an error about it stands. */
export type FolderField =
  | 'folder'
  | 'destination'
  | 'preset'
  | 'originals'
  | 'recursive'
  | 'send'
  | 'include'
  | 'exclude'
  | 'looking';

/** Which part of a new hot folder an error is about; null: none, or all of it. */
export function fieldOfError(code: ErrorCode): FolderField | null {
  if (code === 'hot-folder-unusable') return 'folder';
  if (code === 'hot-folder-overlap' || code === 'hot-folder-loop') return 'destination';
  if (code === 'hot-folder-shared' || code === 'hot-folder-done-unusable') return 'originals';
  if (code === 'preset-unknown') return 'preset';
  return code.startsWith('output-') ? 'destination' : null;
}
