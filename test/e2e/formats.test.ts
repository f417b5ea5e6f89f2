import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { bitmap, bitmapRows } from '../helpers/bitmap.ts';
import { jsonLines, runCli } from '../helpers/cli.ts';
import { fixture } from '../helpers/fixtures.ts';
import { smallMug } from '../helpers/mug.ts';
import { save } from '../helpers/source-pictures.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();

/** The share of a cutout that is clearly the subject. */
async function solidShare(file: string): Promise<number> {
  const { data } = await sharp(file).extractChannel(3).raw().toBuffer({ resolveWithObject: true });
  return data.filter((alpha) => alpha > 250).length / data.length;
}

/** The sample mug as a bitmap. */
async function mugBitmap(): Promise<Buffer> {
  const { data, info } = await sharp(await smallMug())
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rows = Array.from({ length: info.height }, (_, y) => {
    const row: number[] = [];
    for (let at = y * info.width * 3; row.length < info.width * 3; at += 3) {
      row.push(data[at + 2] ?? 0, data[at + 1] ?? 0, data[at] ?? 0);
    }
    return row;
  });
  return bitmap({ width: info.width, height: info.height, bits: 24, pixels: bitmapRows(rows) });
}

it('cuts HEIC and BMP like the JPEG of the same picture', async () => {
  const cwd = await newFolder();
  await copyFile(fixture('heic/mug.heic'), path.join(cwd, 'phone.HEIC'));
  await save(cwd, 'scan.bmp', await mugBitmap());
  await save(cwd, 'camera.jpg', await smallMug());
  const result = await runCli(['cut', '.', '-o', 'out', '--json'], { cwd });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  const formats = jsonLines(result).map(({ facts }) => facts?.source.format);
  expect(formats.toSorted()).toEqual(['bmp', 'heic', 'jpeg']);
  const share = await solidShare(path.join(cwd, 'out/camera.png'));
  expect(share).toBeGreaterThan(0.1);
  for (const name of ['phone', 'scan']) {
    const found = await solidShare(path.join(cwd, `out/${name}.png`));
    expect(Math.abs(found - share)).toBeLessThan(0.02);
  }
});

it('says in numbers what it took of several pictures', async () => {
  const cwd = await newFolder();
  const mug = await smallMug();
  // Frames that are the same would be written once.
  const frames = [sharp(mug), sharp(mug).flop(), sharp(mug).negate()];
  const stills = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
  const animation = sharp(stills, { join: { animated: true } }).gif();
  await save(cwd, 'mug.gif', animation);
  const result = await runCli(['cut', 'mug.gif'], { cwd });
  expect(result.code).toBe(0);
  expect(result.stderr).toContain(
    'mug.gif: The source has 3 pictures, frames or pages; only the first was taken.',
  );
});
