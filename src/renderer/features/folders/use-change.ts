import { useState } from 'react';
import type { RequestInput } from '../../../shared/bridge/contract.ts';
import { OffcutError, type ErrorReport } from '../../../shared/errors.ts';
import type { HotFolderId } from '../../../shared/queue.ts';
import { request } from '../../bridge/client.ts';
import { folderTold, refreshFolders } from '../../stores/folders-store.ts';
import type { FolderField } from './error-field.ts';

export type FolderChange = Omit<RequestInput<'folders.update'>, 'id'>;

export interface Changing {
  /** Asks for it; what was stays until it is granted. Resolves to whether it was. */
  readonly change: (field: FolderField, change: FolderChange) => Promise<boolean>;
  /** Why the last change of this field was refused. */
  readonly errorOf: (field: FolderField) => ErrorReport | undefined;
}

/** Changes one hot folder, and remembers beside which field the last refusal belongs. */
export function useChange(id: HotFolderId): Changing {
  const [refusal, setRefusal] = useState<{
    readonly field: FolderField;
    readonly error: ErrorReport;
  } | null>(null);
  return {
    async change(field, change) {
      try {
        folderTold(await request('folders.update', { ...change, id }));
        setRefusal(null);
        return true;
      } catch (thrown) {
        setRefusal({ field, error: OffcutError.from(thrown).toReport() });
        return false;
      } finally {
        refreshFolders();
      }
    },
    errorOf: (field) => (refusal?.field === field ? refusal.error : undefined),
  };
}
