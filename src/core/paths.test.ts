import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { modelsDirectory, packageRoot } from './paths.ts';

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
