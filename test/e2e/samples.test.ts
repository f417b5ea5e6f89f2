import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { filesBelow, jsonLines, root, runCli } from '../helpers/cli.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();
const samples = path.join(root, 'samples');

const pixels = async (file: string) => {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, ...info };
};

/** The exact alpha of a sample, as its renderer knows it. */
const exactAlpha = (stem: string) =>
  sharp(path.join(root, 'test/fixtures/samples', `${stem}.alpha.png`))
    .toColourspace('b-w')
    .raw()
    .toBuffer();

/** Mean absolute error (0-1) and intersection over union of the alphas at a threshold of half. */
function compare(rgba: Buffer, exact: Buffer): { readonly mae: number; readonly iou: number } {
  let [error, both, either] = [0, 0, 0];
  for (let i = 0; i < exact.length; i++) {
    const [found = 0, wanted = 0] = [rgba[i * 4 + 3], exact[i]];
    error += Math.abs(found - wanted);
    both += Number(found >= 128 && wanted >= 128);
    either += Number(found >= 128 || wanted >= 128);
  }
  return { mae: error / 255 / exact.length, iou: both / either };
}

describe('the main job: cutting out the samples', () => {
  it('cuts every sample well, with its own pixels, and says what it did', async () => {
    const out = await newFolder();
    const result = await runCli(['cut', 'samples', '-o', out, '--json'], { cwd: root });
    expect(result.code).toBe(0);
    const names = (await readdir(samples)).filter((name) => name.endsWith('.jpg')).sort();
    expect(names.length).toBeGreaterThanOrEqual(6);
    expect(await filesBelow(out)).toEqual(names.map((name) => name.replace('.jpg', '.png')));

    const lines = jsonLines(result);
    expect(lines.map(({ status }) => status)).toEqual(names.map(() => 'done'));
    for (const { facts } of lines) expect(facts?.times['matte']).toBeGreaterThan(0);

    for (const name of names) {
      const stem = path.parse(name).name;
      const source = await pixels(path.join(samples, name));
      const cutout = await pixels(path.join(out, `${stem}.png`));
      expect([cutout.width, cutout.height], stem).toEqual([source.width, source.height]);
      const { mae, iou } = compare(cutout.data, await exactAlpha(stem));
      expect(iou, `${stem}: intersection over union`).toBeGreaterThan(0.85);
      expect(mae, `${stem}: mean absolute error`).toBeLessThan(0.04);

      let different = 0;
      for (let at = 0; at < source.data.length; at += 4) {
        if (
          cutout.data[at + 3] === 255 &&
          source.data.readUInt32LE(at) !== cutout.data.readUInt32LE(at)
        ) {
          different++;
        }
      }
      expect(different, `${stem}: changed pixels inside the subject`).toBe(0);
    }
  });

  it.runIf(process.platform !== 'win32')('leaves nothing in the home folder', async () => {
    const [home, cwd] = [await newFolder(), await newFolder()];
    const mug = path.join(samples, 'mug.jpg');
    const env = { HOME: home, XDG_CACHE_HOME: path.join(home, '.cache') };
    expect((await runCli(['cut', mug, '--size', 'preview'], { cwd, env })).code).toBe(0);
    // onnxruntime would keep a device id and a queue of reports there.
    expect(await filesBelow(home)).toEqual([]);
  });

  it('says in one line what was done when nobody asked for JSON', async () => {
    const cwd = await newFolder();
    const mug = path.join(samples, 'mug.jpg');
    const result = await runCli(['cut', mug, '--size', 'preview'], { cwd });
    expect(result.stdout.toString()).toMatch(/^1 done in \d+\.\d s -> cutouts\n$/);
    expect(result.stderr).toBe('');
    expect(await filesBelow(cwd)).toEqual(['cutouts/mug.png']);
  });
});
