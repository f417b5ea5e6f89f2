import { app } from 'electron';
import { packageVersion } from '../../core/paths.ts';
import type { StartInfo } from '../../shared/bridge/contract.ts';
import type { QueueLink } from '../../shared/queue-link.ts';
import type { Settings } from '../../shared/settings.ts';
import { systemAccent } from '../native/system-accent.ts';
import { picturesFolder } from '../queue/destination-of.ts';

const platforms = { win32: 'windows', darwin: 'macos' } as const;

/** What a window has to know before it can show anything. */
export function startInfo(settings: Settings, link: QueueLink): StartInfo {
  const { platform } = process;
  return {
    version: packageVersion(),
    platform: platform === 'win32' || platform === 'darwin' ? platforms[platform] : 'linux',
    home: app.getPath('home'),
    accent: systemAccent(),
    locales: app.getPreferredSystemLanguages(),
    picturesFolder: picturesFolder(app.getPath('pictures')),
    settings,
    link,
  };
}
