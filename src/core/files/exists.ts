import { lstat } from 'node:fs/promises';

/** Whether anything has this name, be it a link that leads nowhere. */
export const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
