import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { mainFile } from './runtime.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

/** The folder of the app: the nearest one above its main bundle with a package.json. */
function findAppPath(): string {
  let folder = path.dirname(mainFile);
  while (!existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
  }
  return folder;
}

export const appPath = findAppPath();

export const manifest = JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8')) as {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
};

function appData(): string {
  const { env, platform } = process;
  if (platform === 'win32') return env['APPDATA'] ?? path.join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support');
  return env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
}

const inHome: Partial<Record<PathName, string>> = {
  desktop: 'Desktop',
  documents: 'Documents',
  downloads: 'Downloads',
  music: 'Music',
  pictures: 'Pictures',
  videos: process.platform === 'darwin' ? 'Movies' : 'Videos',
};

/** Where Electron looks, unless the app has set another place; undefined where it does not look. */
export function usualPath(name: PathName, appName: string, chosenUserData: string | undefined) {
  const userData = chosenUserData ?? path.join(appData(), appName);
  const folder = inHome[name];
  if (folder !== undefined) return path.join(homedir(), folder);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the rest is unknown
  switch (name) {
    case 'home':
      return homedir();
    case 'appData':
      return appData();
    case 'userData':
    case 'sessionData':
      return userData;
    case 'temp':
      return tmpdir();
    case 'exe':
    case 'module':
      return process.execPath;
    case 'logs':
      return path.join(userData, 'logs');
    case 'crashDumps':
      return path.join(userData, 'Crashpad');
    default:
      return undefined;
  }
}
