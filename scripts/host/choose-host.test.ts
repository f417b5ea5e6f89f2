import { expect, test } from 'vitest';
import { chooseHost, hasDisplay } from './choose-host.ts';

const notInstalled = "Electron's binary is not installed; the app runs in Chromium (stand-in).";
const nothing = "Neither Electron's binary nor a Chromium is installed";

test.each([
  // electron, browser, display, inputs
  [true, true, true, true, 'electron', 'The app runs in Electron.'],
  [true, false, true, false, 'electron', 'The app runs in Electron.'],
  [false, true, true, true, 'stand-in', notInstalled],
  [false, true, true, false, 'stand-in', notInstalled],
  [false, false, true, true, 'terminal', `${nothing}; cutting in the terminal.`],
  [true, true, false, true, 'terminal', 'There is no display; cutting in the terminal.'],
  [false, false, false, true, 'terminal', 'There is no display; cutting in the terminal.'],
  [
    true,
    true,
    false,
    false,
    'none',
    'There is no display; name pictures or folders to cut them in the terminal.',
  ],
  [
    false,
    false,
    true,
    false,
    'none',
    `${nothing}; name pictures or folders to cut them in the terminal.`,
  ],
])(
  'electron %s, browser %s, display %s, inputs %s: %s',
  (electron, browser, display, inputs, host, line) => {
    expect(chooseHost({ electron, browser, display }, inputs)).toEqual({ host, line });
  },
);

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
] as const)('a display on %s with %o: %s', (platform, env, expected) => {
  expect(hasDisplay(platform, env)).toBe(expected);
});
