import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { noise } from '../../../test/helpers/pixels.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { readMatteFor } from './matte-for-mask.ts';

const tempFolder = useTempFolder();
const maskOf = (width: number, height: number) => ({
  width,
  height,
  alpha: new Uint8Array(width * height),
  ignore: undefined,
});

async function saved(bytes: Uint8Array, width: number, height: number): Promise<string> {
  const file = path.join(await tempFolder(), 'matte.png');
  await sharp(bytes, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .toFile(file);
  return file;
}

it('gives back every byte at the same size', async () => {
  const bytes = noise(12 * 7);
  const file = await saved(bytes, 12, 7);
  expect([...(await readMatteFor(file, maskOf(12, 7), false))]).toEqual([...bytes]);
});

it('rescales the matte to a smaller mask', async () => {
  const file = await saved(new Uint8Array(160 * 120).fill(77), 160, 120);
  const found = await readMatteFor(file, maskOf(144, 108), true);
  expect(found.length).toBe(144 * 108);
  expect(found.every((value) => value === 77)).toBe(true);
});

it('refuses other sizes unless told, and other shapes always', async () => {
  const file = await saved(new Uint8Array(160 * 120), 160, 120);
  await expect(readMatteFor(file, maskOf(144, 108), false)).rejects.toThrow('sizes differ');
  await expect(readMatteFor(file, maskOf(144, 120), true)).rejects.toThrow('shapes differ');
});
