import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../../test/helpers/cli.ts';
import { gradient } from '../../../test/helpers/pixels.ts';
import { fromPixels, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { sharp } from './image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 40, height: 24 };
const picture = () => fromPixels(gradient(size), size, 3);
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>';

/** Every loader that libvips may bring, by the end of its type's name. */
const needed = ['Heif', 'Jpeg', 'Nsgif', 'Png', 'Tiff', 'Webp'];
const blocked = ['Csv', 'Jp2k', 'Matrix', 'Openslide', 'Pdf', 'Raw', 'Svg', 'Uhdr', 'Vips'];

/** The names of all loaders in the libraries of the installed sharp. */
async function loadersInLibrary(): Promise<readonly string[]> {
  const packages = path.join(root, 'node_modules/@img');
  const files = await readdir(packages, { recursive: true });
  const libraries = files.filter((file) => /libvips[^/\\]*\.(so|dylib|dll)[.\d]*$/.test(file));
  expect(libraries.length).toBeGreaterThan(0);
  const names = new Set<string>();
  for (const library of libraries) {
    const text = await readFile(path.join(packages, library), 'latin1');
    for (const [, name = ''] of text.matchAll(/VipsForeignLoad([A-Z][A-Za-z0-9]*)/g)) {
      names.add(name.replace(/(File|Buffer|Source)$/, ''));
    }
  }
  return [...names].sort();
}

/** Files of the kinds that blocked loaders open, under the names that they look for. */
async function filesOfBlockedKinds(): Promise<readonly string[]> {
  const folder = await tempFolder();
  const pixels = { width: 64, height: 64, channels: 3, background: 'red' } as const;
  const vips = path.join(folder, 'a.v');
  await sharp({ create: pixels }).toFile(vips);
  return [
    vips,
    await save(folder, 'a.svg', Buffer.from(svg)),
    await save(folder, 'svg.png', Buffer.from(svg)),
    await save(folder, 'a.csv', Buffer.from('1,2\n3,4\n')),
    await save(folder, 'a.mat', Buffer.from('2 2\n1 2\n3 4\n')),
    await save(folder, 'a.ppm', Buffer.from('P3 2 2 255 0 0 0 1 1 1 2 2 2 3 3 3')),
    await save(folder, 'a.pdf', Buffer.from('%PDF-1.7\n')),
  ];
}

const opens = (file: string) =>
  sharp(file)
    .metadata()
    .then(
      () => true,
      () => false,
    );

describe('the image library', () => {
  it('brings no loader that nobody has decided about', async () => {
    expect(await loadersInLibrary()).toEqual([...needed, ...blocked].sort());
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)('opens %s', async (format) => {
    const file = await save(await tempFolder(), 'a', picture().toFormat(format));
    expect(await opens(file)).toBe(true);
  });

  it('opens nothing that a blocked loader would open', async () => {
    const files = await filesOfBlockedKinds();
    for (const file of files) expect([file, await opens(file)]).toEqual([file, false]);

    // What sharp opens when nobody has told it not to, so that the test above says something.
    const script = `import sharp from 'sharp';
      const opened = await Promise.all(process.argv.slice(1).map((file) =>
        sharp(file).metadata().then(() => file, () => '')));
      console.log(opened.filter(Boolean).join('\\n'));`;
    const args = ['--input-type=module', '--eval', script, ...files];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    const opened = stdout
      .trim()
      .split('\n')
      .map((file) => path.basename(file));
    expect(opened).toEqual(expect.arrayContaining(['a.v', 'a.svg', 'svg.png']));
  });
});
