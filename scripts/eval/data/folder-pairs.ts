import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Pair } from './data-set.ts';

const maskSuffix = '.mask.png';
const pictures = /\.(jpe?g|png|webp|avif|tiff?|gif)$/i;

/** Every `x.jpg`, `x.png`, `x.webp` ... of a folder that has an `x.mask.png` beside it, by name. */
export async function pairsIn(folder: string): Promise<readonly Pair[]> {
  const names = (await readdir(folder)).sort();
  const masks = new Set(names.filter((name) => name.endsWith(maskSuffix)));
  return names
    .filter((name) => pictures.test(name) && !masks.has(name))
    .map((name) => ({ name, stem: path.parse(name).name }))
    .filter(({ stem }) => masks.has(`${stem}${maskSuffix}`))
    .map(({ name, stem }) => ({
      id: name,
      kind: 'unstated',
      maskType: 'unstated',
      image: path.join(folder, name),
      mask: path.join(folder, `${stem}${maskSuffix}`),
      maskScaled: true,
    }));
}
