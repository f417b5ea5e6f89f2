import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { on, request } from '../bridge/client.ts';
import { chooseLanguage } from '../../shared/choose-language.ts';
import { speak } from '../i18n/i18n.ts';
import { followPlanned } from '../stores/add-inputs.ts';
import { followApi } from '../stores/api-store.ts';
import { followFolders } from '../stores/folders-store.ts';
import { followLink } from '../stores/link-store.ts';
import { followNotices, tellError } from '../stores/notice-store.ts';
import { followQueue } from '../stores/queue-store.ts';
import { followSettings } from '../stores/settings-store.ts';
import { rememberStart } from '../stores/start-info.ts';
import { applyAccent } from './accent.ts';
import { App } from './app.tsx';
import { runCommand } from './commands.ts';
import { followKeys } from './shortcuts.ts';
import { applyTheme } from './theme.ts';

/** Shows the window. Language and theme are set before anything is painted. */
export async function start(element: Element): Promise<void> {
  const info = await request('app.start', {});
  rememberStart(info);
  followSettings(info.settings);
  followLink(info.link);
  followNotices();
  followApi();
  followFolders();
  followPlanned();
  followQueue();
  speak(chooseLanguage(info.settings.general.language, info.locales));
  applyTheme(info.settings.general.theme);
  applyAccent(info.accent);
  document.documentElement.dataset['platform'] = info.platform;

  followKeys();
  on('app.command', runCommand);
  on('app.accent', applyAccent);
  createRoot(element).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  try {
    await request('app.ready', {});
  } catch (error) {
    tellError(error);
  }
}
