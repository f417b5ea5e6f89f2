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

/** Changes one hot folder, and remembers beside which fields refusals belong. */
export function useChange(id: HotFolderId): Changing {
  const [refusals, setRefusals] = useState<Partial<Record<FolderField, ErrorReport | undefined>>>(
    {},
  );
  return {
    async change(field, change) {
      try {
        folderTold(await request('folders.update', { ...change, id }));
        setRefusals((before) => ({ ...before, [field]: undefined }));
        return true;
      } catch (thrown) {
        const error = OffcutError.from(thrown).toReport();
        setRefusals((before) => ({ ...before, [field]: error }));
        return false;
      } finally {
        refreshFolders();
      }
    },
    errorOf: (field) => refusals[field],
  };
}
