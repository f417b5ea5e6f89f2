import { useLayoutEffect } from 'react';
import type { AppCommand } from '../../shared/bridge/contract.ts';
import { isMac } from '../ui/shortcut-text.ts';
import { runCommand } from './commands.ts';
import { isShortcut } from './key-match.ts';

/** The keys of commands that are the same on every screen. */
export const commandKeys = {
  'add-pictures': 'Mod+O',
  'add-folder': 'Mod+Shift+O',
  start: 'Mod+Enter',
  pause: 'Mod+.',
  find: '/',
  'show-queue': 'Mod+1',
  'show-folders': 'Mod+2',
  'show-providers': 'Mod+3',
  'show-settings': 'Mod+,',
  'toggle-inspector': 'Mod+I',
  'show-shortcuts': '?',
} as const satisfies Partial<Record<AppCommand, string>>;

/** The keys of the viewer, beside those that are held and those of its controls. */
export const viewerKeys = {
  previous: ['ArrowLeft', 'PageUp'],
  next: ['ArrowRight', 'PageDown'],
  mix: ['1', '2', '3'],
  fit: ['0'],
  actualSize: ['Z'],
  // Where `+` needs Shift, `=` is its key.
  zoomIn: ['+', '='],
  zoomOut: ['-'],
  panLeft: ['Shift+ArrowLeft'],
  panRight: ['Shift+ArrowRight'],
  panUp: ['Shift+ArrowUp'],
  panDown: ['Shift+ArrowDown'],
  retry: ['R'],
  reveal: ['Mod+Shift+R'],
  close: ['Escape'],
} as const;

/** The system's own keys: they arrive as events of the page, with what is on the clipboard. */
export const PASTE_KEY = 'Mod+V';
export const COPY_KEY = 'Mod+C';

const textInputs =
  'input:not([type=checkbox], [type=radio], [type=range]), textarea, [contenteditable]';
const floating = '[role=dialog], [role=alertdialog], [role=menu]';

/** Keys are for what is typed, or for what floats above the window, before they are shortcuts. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  return (
    event.target instanceof Element && event.target.closest(`${textInputs}, ${floating}`) !== null
  );
}

/**
 * A key of a screen's own while the component is there, or any of several; a list must stay the
 * same, and `handler` should come from `useCallback`.
 */
export function useShortcut(
  keys: string | readonly string[],
  handler: (event: KeyboardEvent) => void,
): void {
  // Not after the paint: a key may come as soon as what it is for is in sight.
  useLayoutEffect(() => {
    const isOneOf = (event: KeyboardEvent) =>
      [keys].flat().some((shortcut) => isShortcut(shortcut, event, isMac()));
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTaken(event) || !isOneOf(event)) return;
      event.preventDefault();
      handler(event);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [keys, handler]);
}

/** Lets the keys of commands run them. Returns a function that ends it. */
export function followKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTaken(event)) return;
    for (const [command, keys] of Object.entries(commandKeys)) {
      if (!isShortcut(keys, event, isMac())) continue;
      // A key that did something here must not reach the menu's accelerator too.
      if (runCommand(command as keyof typeof commandKeys)) event.preventDefault();
      return;
    }
  };
  window.addEventListener('keydown', onKeyDown);
  return () => {
    window.removeEventListener('keydown', onKeyDown);
  };
}
