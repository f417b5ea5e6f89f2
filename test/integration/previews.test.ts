import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { localEngine } from '../../src/core/engine/local-engine.ts';
import { PreviewCache } from '../../src/core/previews/preview-cache.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();
const engine = localEngine();
afterAll(() => engine.close());

it('are made by the engine, and kept', async () => {
  const folder = path.join(await newFolder(), 'previews');
  const options = { folder, engine, maxBytes: 1e6, maxPixels: 1e8 };
  const cache = await PreviewCache.open(options);
  const mug = path.join(packageRoot(), 'samples', 'mug.jpg');
  const [small, large] = await Promise.all([cache.get(mug, 256), cache.get(mug, 1024)]);
  const sizes = await Promise.all([mug, small, large].map((file) => sharp(file).metadata()));
  const longest = sizes.map(({ width, height }) => Math.max(width, height));
  expect(longest).toEqual([longest[0], 256, Math.min(1024, longest[0] ?? 0)]);
  await engine.close();
  expect(await cache.get(mug, 256)).toBe(small);
  expect((await PreviewCache.open(options)).bytes).toBe(cache.bytes);
});
