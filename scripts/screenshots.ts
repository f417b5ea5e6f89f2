import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';

/** Takes a picture of every view of the app, light and dark, for the docs: `npm run screenshots`. */

const root = path.resolve(import.meta.dirname, '..');
const taken = path.join(root, 'build', 'screens');
const images = path.join(root, 'docs', 'images');

const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
execFileSync(process.execPath, [playwright, 'test', 'screens.spec'], {
  cwd: root,
  stdio: 'inherit',
});

await mkdir(images, { recursive: true });
for (const name of await readdir(taken)) {
  const file = path.join(images, `${path.parse(name).name}.webp`);
  await sharp(path.join(taken, name)).webp({ quality: 88, effort: 6 }).toFile(file);
}
