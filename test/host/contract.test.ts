import { expect, test } from 'vitest';
import { unimplementedUses } from './contract/unimplemented-uses.ts';

test('the stand-in implements every part of Electron that the app uses', () => {
  expect(unimplementedUses(['src/main', 'src/preload'])).toEqual([]);
});

test('what the stand-in lacks is found', () => {
  expect(unimplementedUses(['test/host/fixture/lacking'])).toEqual([
    'test/host/fixture/lacking/lacking.ts:3 autoUpdater',
    'test/host/fixture/lacking/lacking.ts:6 BrowserWindow.setVibrancy',
    "test/host/fixture/lacking/lacking.ts:7 BrowserWindow.on('swipe')",
    'test/host/fixture/lacking/lacking.ts:8 WebContents.print',
    "test/host/fixture/lacking/lacking.ts:9 App.on('certificate-error')",
    'test/host/fixture/lacking/lacking.ts:10 App.setJumpList',
    'test/host/fixture/lacking/lacking.ts:12 AutoUpdater.checkForUpdates',
  ]);
});
