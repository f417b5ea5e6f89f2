export type Platform = 'windows' | 'macos' | 'linux';

/**
 * A path as users of the system write it: the home folder is `~`, except on Windows, where nobody
 * calls it that.
 */
export function shownPath(path: string, home: string, platform: Platform): string {
  if (platform === 'windows' || home === '' || home === '/') return path;
  if (path === home) return '~';
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
