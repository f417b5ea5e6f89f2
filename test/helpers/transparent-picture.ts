import sharp from 'sharp';
import { draw } from './pixels.ts';

/** Makes the engine take a source's own transparency, so that no model has to run. */
export const ownTransparency = ['--transparency', 'return-input-if-not-opaque'] as const;

/** A small PNG that is transparent around a block; another one for each `seed` below 10,000. */
export function transparentPicture(seed: number, width = 64, height = 48): Promise<Buffer> {
  const inner = (at: number, length: number) => at > length / 8 && at < length - length / 8;
  const pixels = draw({ width, height }, (x, y) => [
    seed % 100,
    Math.floor(seed / 100),
    (x * 5 + y) % 256,
    inner(x, width) && inner(y, height) ? 255 - (x % 90) : 0,
  ]);
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
