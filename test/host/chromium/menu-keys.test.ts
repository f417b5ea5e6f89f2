import { expect, test } from 'vitest';
import { acceleratorKey } from './menu-keys.ts';

const none = { ctrl: false, shift: false, alt: false, meta: false };

test.each([
  ['CmdOrCtrl+O', 'linux', { key: 'o', code: 'KeyO', ctrl: true, anyShift: false }],
  ['CommandOrControl+O', 'darwin', { key: 'o', code: 'KeyO', meta: true, anyShift: false }],
  ['Ctrl+Shift+1', 'win32', { key: '1', code: 'Digit1', ctrl: true, shift: true, anyShift: false }],
  ['CmdOrCtrl+Plus', 'linux', { key: '+', code: '', ctrl: true, anyShift: true }],
  ['CmdOrCtrl++', 'linux', { key: '+', code: '', ctrl: true, anyShift: true }],
  ['CmdOrCtrl+,', 'linux', { key: ',', code: '', ctrl: true, anyShift: true }],
  ['Alt+Left', 'linux', { key: 'arrowleft', code: '', alt: true, anyShift: false }],
  ['F11', 'linux', { key: 'f11', code: '', anyShift: false }],
  ['Delete', 'linux', { key: 'delete', code: '', anyShift: false }],
] as const)('%s on %s', (accelerator, platform, expected) => {
  expect(acceleratorKey(accelerator, platform)).toEqual({ ...none, ...expected });
});
