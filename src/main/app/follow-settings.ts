import { isDeepStrictEqual } from 'node:util';
import { app, nativeTheme } from 'electron';
import type { Engine } from '../../core/engine/engine.ts';
import type { QueueSession } from '../../core/session/queue-session.ts';
import type { SettingsFile } from '../../core/settings/settings-file.ts';
import type { AppCommand } from '../../shared/bridge/contract.ts';
import { chooseLanguage } from '../../shared/choose-language.ts';
import type { Language, Settings } from '../../shared/settings.ts';
import type { Words } from '../i18n/words.ts';
import { setMenu } from '../native/menu.ts';
import type { TrayIcon } from '../native/tray.ts';
import { engineRoom } from '../queue/work-room.ts';
import { HIDDEN_FLAG } from './arguments.ts';
import type { Help } from './help.ts';

/** What of the app goes by the settings. */
export interface SettingsFollowers {
  readonly engine: Engine;
  readonly session: QueueSession;
  readonly words: Words;
  readonly tray: TrayIcon;
  readonly help: Help;
  readonly onCommand: (command: AppCommand) => void;
  readonly onFailure: (error: unknown) => void;
}

export const languageOf = ({ general }: Settings): Language =>
  chooseLanguage(general.language, app.getPreferredSystemLanguages());

function apply(settings: Settings, followers: SettingsFollowers): void {
  const { engine, session, words, tray, help, onCommand, onFailure } = followers;
  const { general, performance } = settings;
  const room = engineRoom(performance);
  // The engine first: it has to take one more than the queue.
  engine.configure({ ...room, concurrency: room.concurrency + 1 });
  session.setConcurrency(room.concurrency);
  nativeTheme.themeSource = general.theme;
  words.setLanguage(languageOf(settings));
  tray.show(general.keepInTray);
  tray.refresh();
  setMenu({
    words,
    isMac: process.platform === 'darwin',
    isPackaged: app.isPackaged,
    onCommand,
    onCopyDiagnostics: () => {
      void help.copyDiagnostics().catch(onFailure);
    },
    onShowLogs: () => {
      void help.showLogs().catch(onFailure);
    },
  });
  if (app.isPackaged && app.getLoginItemSettings().openAtLogin !== general.startAtLogin) {
    app.setLoginItemSettings({ openAtLogin: general.startAtLogin, args: [HIDDEN_FLAG] });
  }
}

/** Brings the app in line with the settings, now and whenever they change. */
export function followSettings(
  file: Pick<SettingsFile, 'settings' | 'subscribe'>,
  followers: SettingsFollowers,
): void {
  let applied = file.settings;
  apply(applied, followers);
  file.subscribe((changed) => {
    // A slider of the window changes settings many times a second: menus are not made anew for it.
    const { general, performance } = applied;
    const asBefore = { ...changed, general, performance };
    if (!isDeepStrictEqual(changed, asBefore)) apply(changed, followers);
    applied = changed;
  });
}
