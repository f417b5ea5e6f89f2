import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { root } from '../../helpers/cli.ts';

/** Sound pictures that the corpus is made from; each a mug of 96 x 72 px or a part of it. */
export interface Seeds {
  readonly jpeg: Buffer;
  readonly progressiveJpeg: Buffer;
  /** With restart markers. */
  readonly cmykJpeg: Buffer;
  readonly png: Buffer;
  readonly palettePng: Buffer;
  readonly webp: Buffer;
  readonly losslessWebp: Buffer;
  readonly alphaWebp: Buffer;
  readonly animatedWebp: Buffer;
  readonly gif: Buffer;
  readonly animatedGif: Buffer;
  readonly stripTiff: Buffer;
  readonly tiledTiff: Buffer;
  readonly bigTiff: Buffer;
  readonly avif: Buffer;
  readonly alphaAvif: Buffer;
  /** Small fixtures, as nothing here can make one. */
  readonly heic: Buffer;
  readonly alphaHeic: Buffer;
}

const size = { width: 96, height: 72 };

/** The mug, opaque, or with its left part half transparent. */
const mug = (): Sharp => sharp(path.join(root, 'samples/mug.jpg')).resize(size);
const half = (): Sharp =>
  mug()
    .ensureAlpha()
    .composite([
      {
        input: { create: { width: 40, height: 72, channels: 4, background: '#0008' } },
        left: 0,
        top: 0,
        blend: 'dest-out',
      },
    ]);

async function animated(): Promise<Sharp> {
  const frames = [mug(), mug().negate(), mug().flip()].map((frame) => frame.png().toBuffer());
  return sharp(await Promise.all(frames), { join: { animated: true } });
}

/** @returns the same bytes in every run on one version of the image library */
export async function makeSeeds(): Promise<Seeds> {
  const withBlocks = (image: Sharp) =>
    image.withIccProfile('p3').withExif({ IFD0: { Make: 'Camera' } });
  return {
    jpeg: await withBlocks(mug()).jpeg({ quality: 85 }).toBuffer(),
    progressiveJpeg: await mug().jpeg({ quality: 85, progressive: true }).toBuffer(),
    cmykJpeg: await mug().toColourspace('cmyk').jpeg({ quality: 85 }).toBuffer(),
    png: await withBlocks(half()).png().toBuffer(),
    palettePng: await mug().png({ palette: true, colours: 16 }).toBuffer(),
    webp: await mug().webp({ quality: 80 }).toBuffer(),
    losslessWebp: await mug().webp({ lossless: true }).toBuffer(),
    alphaWebp: await withBlocks(half()).webp({ quality: 80 }).toBuffer(),
    animatedWebp: await (await animated()).webp({ quality: 80 }).toBuffer(),
    gif: await mug().gif().toBuffer(),
    animatedGif: await (await animated()).gif().toBuffer(),
    stripTiff: await mug().tiff({ compression: 'lzw' }).toBuffer(),
    tiledTiff: await mug()
      .tiff({ compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32 })
      .toBuffer(),
    bigTiff: await mug().tiff({ compression: 'deflate', bigtiff: true }).toBuffer(),
    avif: await mug().avif({ quality: 60 }).toBuffer(),
    heic: await readFile(path.join(root, 'test/fixtures/heic/ten-bit.heic')),
    alphaHeic: await readFile(path.join(root, 'test/fixtures/heic/alpha.heic')),
    alphaAvif: await withBlocks(half()).avif({ quality: 60 }).toBuffer(),
  };
}
