import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { dataDirectory, modelsDirectory, packageRoot } from './paths.ts';

afterEach(() => vi.unstubAllEnvs());

it('finds the folder of its own package.json', () => {
  const manifest: unknown = JSON.parse(
    readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'),
  );
  expect(manifest).toMatchObject({ name: 'offcut' });
  expect(path.resolve(packageRoot(), 'src', 'core')).toBe(import.meta.dirname);
});

it('keeps models in the package, or where OFFCUT_MODELS says', () => {
  vi.stubEnv('OFFCUT_MODELS', undefined);
  expect(modelsDirectory()).toBe(path.join(packageRoot(), 'models'));
  vi.stubEnv('OFFCUT_MODELS', '');
  expect(modelsDirectory()).toBe(path.join(packageRoot(), 'models'));
  vi.stubEnv('OFFCUT_MODELS', 'elsewhere');
  expect(modelsDirectory()).toBe(path.resolve('elsewhere'));
});

it('keeps data where OFFCUT_DATA says, or where the system has such things', () => {
  expect(dataDirectory('linux', { OFFCUT_DATA: 'here' }, '/home/a')).toBe(path.resolve('here'));
  expect(dataDirectory('linux', { XDG_DATA_HOME: '/x' }, '/home/a')).toBe('/x/offcut');
  expect(dataDirectory('linux', { XDG_DATA_HOME: 'x' }, '/home/a')).toBe(
    '/home/a/.local/share/offcut',
  );
  expect(dataDirectory('darwin', {}, '/Users/a')).toBe(
    '/Users/a/Library/Application Support/Offcut',
  );
  expect(dataDirectory('win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\U')).toBe('C:\\L\\Offcut');
  expect(dataDirectory('win32', {}, 'C:\\U')).toBe('C:\\U\\AppData\\Local\\Offcut');
});
