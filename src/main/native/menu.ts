import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { AppCommand } from '../../shared/bridge/contract.ts';
import type { WordKey, Words } from '../i18n/words.ts';

export interface MenuOptions {
  readonly words: Words;
  readonly isMac: boolean;
  readonly isPackaged: boolean;
  readonly onCommand: (command: AppCommand) => void;
  readonly onCopyDiagnostics: () => void;
  readonly onShowLogs: () => void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menu bar; on Windows and Linux it appears with Alt. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { words, isMac, isPackaged, onCommand, onCopyDiagnostics, onShowLogs } = options;
  const command = (
    id: AppCommand,
    label: WordKey,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    id,
    label: words.say(label),
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      onCommand(id);
    },
  });
  const settings = command('show-settings', 'menu.settings', 'CommandOrControl+,');
  const quit: MenuItemConstructorOptions = { role: 'quit', label: words.say('menu.quit') };
  return [
    ...(isMac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              separator,
              settings,
              separator,
              { role: 'services' as const },
              separator,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              separator,
              quit,
            ],
          },
        ]
      : []),
    {
      label: words.say('menu.file'),
      submenu: [
        command('add-pictures', 'menu.addPictures', 'CommandOrControl+O'),
        command('add-folder', 'menu.addFolder', 'CommandOrControl+Shift+O'),
        ...(isMac ? [] : [separator, settings, separator, quit]),
      ],
    },
    {
      label: words.say('menu.edit'),
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        command('find', 'menu.find', 'CommandOrControl+F'),
      ],
    },
    {
      label: words.say('menu.queue'),
      submenu: [
        command('start', 'menu.start', 'CommandOrControl+Enter'),
        command('pause', 'menu.pause', 'CommandOrControl+.'),
        separator,
        command('retry-failed', 'menu.retryFailed'),
      ],
    },
    {
      label: words.say('menu.view'),
      submenu: [
        command('show-queue', 'menu.showQueue', 'CommandOrControl+1'),
        command('show-folders', 'menu.showFolders', 'CommandOrControl+2'),
        command('show-providers', 'menu.showProviders', 'CommandOrControl+3'),
        separator,
        command('toggle-inspector', 'menu.inspector', 'CommandOrControl+I'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(isPackaged
          ? []
          : [
              separator,
              { role: 'toggleDevTools' as const, label: words.say('menu.developerTools') },
            ]),
      ],
    },
    { role: 'windowMenu', label: words.say('menu.window') },
    {
      role: 'help',
      label: words.say('menu.help'),
      submenu: [
        command('show-shortcuts', 'menu.shortcuts'),
        separator,
        { id: 'diagnostics', label: words.say('menu.diagnostics'), click: onCopyDiagnostics },
        { id: 'logs', label: words.say('menu.logs'), click: onShowLogs },
      ],
    },
  ];
}

export const setMenu = (options: MenuOptions): void => {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
};
