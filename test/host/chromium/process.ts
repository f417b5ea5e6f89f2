import path from 'node:path';
import { appPath } from './app-paths.ts';
import { mainFile } from './runtime.ts';

/** What Electron adds to `process`, of which the stand-in has this; `versions.electron` it has not. */
export type StandInProcess = Pick<NodeJS.Process, 'defaultApp' | 'resourcesPath' | 'type'>;

/** How this process was started, before it looked like Electron's. */
export const started = {
  execArgv: [...process.execArgv],
  script: process.argv[1] ?? '',
  env: { ...process.env },
};

/** Makes this process look to the app as Electron's main process does. */
export function standInProcess(): void {
  const own: StandInProcess = {
    defaultApp: true,
    resourcesPath: path.join(appPath, 'resources'),
    type: 'browser',
  };
  Object.assign(process, own);
  process.argv[1] = mainFile;
  // What the app forks is plain Node, as it is in a packaged app.
  process.execArgv.length = 0;
}
