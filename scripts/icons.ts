import path from 'node:path';
import sharp from 'sharp';

/** Renders the app's icon in the sizes that systems ask for: `npm run icons`. */

const assets = path.resolve(import.meta.dirname, '..', 'assets');

/** px of each file's side. */
const sizes = { 'icon.png': 512, 'tray.png': 32 } as const;

for (const [name, side] of Object.entries(sizes)) {
  await sharp(path.join(assets, 'icon.svg'), { density: 144 })
    .resize(side, side)
    .png({ compressionLevel: 9 })
    .toFile(path.join(assets, name));
}
