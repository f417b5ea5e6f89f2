import type { Size } from '../shared/cutout.ts';
import { OffcutError } from '../shared/errors.ts';
import { decode } from './codec/decode.ts';
import type { PictureHeader } from './codec/picture.ts';
import { channelOf } from './compose/samples.ts';
import { isUnclear } from './matte/subject.ts';

/**
 * The matte that a finished cutout holds: its alpha, one byte for each pixel, or itself where it is
 * grey and nothing else, as cutouts of the channels `alpha` are.
 * @throws OffcutError `matte-not-kept` when it holds none, `input-damaged`
 */
export async function matteIn(header: PictureHeader): Promise<Buffer> {
  const { hasAlpha, space } = header;
  if (!hasAlpha && space !== 'grey') throw new OffcutError('matte-not-kept');
  const { rgba, opaque } = await decode(header, 'own');
  if (hasAlpha && opaque) throw new OffcutError('matte-not-kept');
  return channelOf(rgba, hasAlpha ? 3 : 0);
}

/**
 * The band of a matte that is neither clearly in nor clearly out, as R G B A: opaque white there,
 * transparent elsewhere. Shrunk, a pixel is in the band when any that it stands for is, so that a
 * band of one pixel does not fade away.
 * @param to a size that is not larger than `from`
 */
export function bandOf(matte: Buffer, from: Size, to: Size): Buffer {
  const band = Buffer.alloc(to.width * to.height * 4);
  const columns = Uint32Array.from({ length: from.width }, (_, x) =>
    Math.floor((x * to.width) / from.width),
  );
  for (let y = 0, at = 0; y < from.height; y++) {
    const row = Math.floor((y * to.height) / from.height) * to.width;
    for (let x = 0; x < from.width; x++, at++) {
      if (!isUnclear(matte[at] as number)) continue;
      const place = (row + (columns[x] as number)) * 4;
      band.fill(255, place, place + 4);
    }
  }
  return band;
}
