import type { StandInBrowserWindow } from './browser-window.ts';
import { asElectron } from './emitter.ts';
import { roleOf } from './menu-roles.ts';
import { StandInMenu, type StandInMenuItem } from './menu.ts';
import type { AcceleratorKey } from './page/messages.ts';

const named: Readonly<Record<string, string>> = {
  plus: '+',
  space: ' ',
  return: 'enter',
  esc: 'escape',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

/** The keys of an accelerator such as `CommandOrControl+Shift+O`. */
export function acceleratorKey(
  accelerator: string,
  platform: NodeJS.Platform = process.platform,
): Omit<AcceleratorKey, 'id' | 'native'> {
  const parts = accelerator.replace(/\+\+$/, '+Plus').toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const has = (...names: string[]) => names.some((name) => parts.slice(0, -1).includes(name));
  const either = has('commandorcontrol', 'cmdorctrl');
  const mac = platform === 'darwin';
  const shown = named[key] ?? key;
  const code = /^[a-z]$/.test(shown)
    ? `Key${shown.toUpperCase()}`
    : /^\d$/.test(shown)
      ? `Digit${shown}`
      : '';
  return {
    key: shown,
    code,
    ctrl: has('control', 'ctrl') || (either && !mac),
    meta: has('command', 'cmd', 'super', 'meta') || (either && mac),
    alt: has('alt', 'option', 'altgr'),
    shift: has('shift'),
    anyShift: shown.length === 1 && code === '',
  };
}

function allItems(menu: Electron.Menu): readonly Electron.MenuItem[] {
  return menu.items.flatMap((item) => [
    item,
    ...(item.submenu === undefined ? [] : allItems(item.submenu)),
  ]);
}

const applicationItems = () => {
  const menu = StandInMenu.getApplicationMenu();
  return menu === null ? [] : allItems(menu);
};

/** The keys of the application's menu, as every page is told them. */
export function acceleratorKeys(): readonly AcceleratorKey[] {
  return applicationItems().flatMap(({ accelerator, commandId, role, registerAccelerator }) => {
    if (accelerator === null || accelerator === '' || !registerAccelerator) return [];
    const native = roleOf(role)?.native === true;
    return [{ ...acceleratorKey(accelerator), id: commandId, native }];
  });
}

export function clickAccelerator(id: number, window: StandInBrowserWindow): void {
  const item = applicationItems().find(({ commandId }) => commandId === id);
  // What Chromium has already done must not be done twice.
  if (item === undefined || roleOf(item.role)?.native === true) return;
  (item as unknown as StandInMenuItem).click(
    { triggeredByAccelerator: true },
    asElectron(window),
    window.webContents,
  );
}
