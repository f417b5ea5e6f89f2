import path from 'node:path';
import { apiFolder } from '../../core/api/store/open-api-store.ts';
import { dataDirectory, modelsDirectory } from '../../core/paths.ts';
import { storeFiles } from '../../core/queue/store/store-files.ts';
import { spendFile } from '../../core/providers/spend/open-spend.ts';
import { storedKeysFile } from '../providers/stored-keys.ts';
import type { Places } from './storage.ts';

/** Where the app keeps what, all of it below the user's data folder but for the models. */
export function userFolders() {
  const data = dataDirectory();
  const previews = path.join(data, 'previews');
  const pasted = path.join(data, 'pasted');
  const logs = path.join(data, 'logs');
  const { queue, backups, owner } = storeFiles(data);
  const places: Places = {
    queue: [queue, ...backups, owner],
    previews: [previews],
    pasted: [pasted],
    logs: [logs],
    settings: [path.join(data, 'settings.json'), path.join(data, 'window.json')],
    providers: [spendFile(data), storedKeysFile(data)],
    api: [apiFolder(data)],
    models: [modelsDirectory()],
  };
  return {
    data,
    previews,
    pasted,
    logs,
    /** Chromium's own files. */
    chromium: path.join(data, 'chromium'),
    places,
  };
}
