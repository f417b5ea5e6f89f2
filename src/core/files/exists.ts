import { lstat } from 'node:fs/promises';

/** Whether something stands at `path`; a link that leads nowhere does. */
export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
