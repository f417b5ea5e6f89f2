import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const rule = 'offcut/no-raw-ipc';

/** The project's own configuration, without types: what is looked for is seen without them. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [tseslint.configs.disableTypeChecked],
  ruleFilter: ({ ruleId }) => ruleId === rule,
});

/** The complaints about `code` if it stood in `file`. */
async function complaints(file: string, code: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  // What cannot be read has a complaint too, of no rule.
  return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? ['not linted'];
}

const ways = [
  `import { ipcMain } from 'electron';`,
  `import { app, ipcRenderer as channel } from 'electron';`,
  `import { ipcMain } from 'electron/main';`,
  `import { 'ipcMain' as channel } from 'electron';`,
  `import * as electron from 'electron';`,
  `import electron from 'electron';`,
  `import { default as electron } from 'electron';`,
  `import electron = require('electron');`,
  `export { ipcMain } from 'electron';`,
  `export { default } from 'electron';`,
  `export * from 'electron';`,
  `const electron = require('electron');`,
  'const electron = require(`electron`);',
  `const electron = createRequire(import.meta.url)('electron');`,
  `const electron = process.getBuiltinModule('electron/main');`,
  `const electron = await import('electron');`,
  'const electron = await import(`electron`);',
  `electron.ipcMain.handle('x', work);`,
  `electron['ipcRenderer'].send('x');`,
  'electron[`ipcMain`].handle("x", work);',
  `const { ipcMain } = electron;`,
  `const { ['ipcMain']: channel } = electron;`,
  `window.webContents.ipc.handle('x', work);`,
];

describe('raw IPC', () => {
  it.each(ways)('is refused outside the bridge: %s', async (code) => {
    expect(await complaints('src/main/app/some.ts', code)).toContain(rule);
    expect(await complaints('src/renderer/features/queue/some.tsx', code)).toContain(rule);
  });

  it.each(ways)('is allowed where the bridge is: %s', async (code) => {
    expect(await complaints('src/main/bridge/some.ts', code)).toEqual([]);
    expect(await complaints('src/preload/some.ts', code)).toEqual([]);
  });

  it.each([
    `import { app, BrowserWindow } from 'electron';`,
    `import type { IpcMainInvokeEvent } from 'electron';`,
    `import type * as electron from 'electron';`,
    `import { type IpcMain, app } from 'electron';`,
    `export type { WebContents } from 'electron';`,
    `import Store from 'electron-log';`,
    `const log = await import('electron-log');`,
    `const { versions } = process; const { electron } = versions;`,
    `const ipc = 1; work(ipc);`,
  ])('is not seen where there is none: %s', async (code) => {
    expect(await complaints('src/main/app/some.ts', code)).toEqual([]);
  });
});

it('leaves what else the configuration asks of these files', async () => {
  const config = (await eslint.calculateConfigForFile(path.join(root, 'src/main/app/some.ts'))) as {
    readonly rules: Readonly<Record<string, readonly unknown[]>>;
  };
  expect(Object.keys(config.rules)).toEqual(
    expect.arrayContaining([rule, 'offcut/folder-environment', 'no-restricted-syntax']),
  );
});
