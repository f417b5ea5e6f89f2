import { expect, it } from 'vitest';
import { shortcutParts } from './shortcut-text.ts';

it.each([
  ['Mod+Shift+R', false, ['Ctrl', 'Shift', 'R']],
  ['Mod+Shift+R', true, ['⌘', '⇧', 'R']],
  ['Mod++', false, ['Ctrl', '+']],
  ['ArrowLeft', false, ['←']],
  ['?', true, ['?']],
])('%s is written as its system does (mac: %s)', (keys, mac, parts) => {
  expect(shortcutParts(keys, mac)).toEqual(parts);
});
