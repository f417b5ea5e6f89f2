import type { StartInfo } from '../../shared/bridge/contract.ts';

/** What never changes while the window is there. */
export type Surroundings = Pick<StartInfo, 'version' | 'platform' | 'locales' | 'picturesFolder'>;

let surroundings: Surroundings | undefined;

export function rememberStart(info: StartInfo): void {
  surroundings = info;
}

export function startInfo(): Surroundings {
  if (surroundings === undefined) throw new Error('the window has not started');
  return surroundings;
}
