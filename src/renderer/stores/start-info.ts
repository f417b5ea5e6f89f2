import type { StartInfo } from '../../shared/bridge/contract.ts';
import { shownPath } from '../../shared/shown-path.ts';

/** What never changes while the window is there. */
export type Surroundings = Pick<
  StartInfo,
  'version' | 'platform' | 'home' | 'locales' | 'picturesFolder'
>;

let surroundings: Surroundings | undefined;

export function rememberStart(info: StartInfo): void {
  surroundings = info;
}

export function startInfo(): Surroundings {
  if (surroundings === undefined) throw new Error('the window has not started');
  return surroundings;
}

/** A path as users of this system write it. */
export function shownPathHere(path: string): string {
  const { home, platform } = startInfo();
  return shownPath(path, home, platform);
}
