import { readBmpHeader, type BmpHeader } from './bmp/header.ts';
import { readBmpPixels } from './bmp/pixels.ts';
import type { OpenPicture } from './picture.ts';
import { withFile } from './read-at.ts';
import { toSrgb } from './to-srgb.ts';

const bitsOfMask = (mask: number) => 32 - Math.clz32(mask >>> (31 - Math.clz32(mask & -mask)));

const depthOf = ({ masks }: BmpHeader) =>
  Math.max(8, ...[masks.r, masks.g, masks.b].map((mask) => (mask === 0 ? 0 : bitsOfMask(mask))));

/** Opens Windows and OS/2 bitmaps. */
export const openBmp: OpenPicture = async (file) => {
  const header = await withFile(file, readBmpHeader);
  const { icc, density } = header;
  return {
    width: header.width,
    height: header.height,
    depth: depthOf(header),
    hasAlpha: header.masks.a !== 0,
    space: 'rgb',
    pages: { count: 1, taken: 1 },
    metadata: { icc },
    density,
    warnings: [],
    readPixels: async (colours, lenient) => {
      const rgba = await withFile(file, (read) => readBmpPixels(header, read, lenient));
      return {
        rgba: icc && colours === 'srgb' ? await toSrgb(rgba, header, icc) : rgba,
        warnings: [],
      };
    },
  };
};
