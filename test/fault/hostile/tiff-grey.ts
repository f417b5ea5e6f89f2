import { noise } from '../../helpers/pixels.ts';
import { field, tiff, tiffData, type Field, type TiffParts } from './tiff-writer.ts';

export const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samples: 277,
  rows: 278,
  stripBytes: 279,
  planar: 284,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  subDirectories: 330,
  extra: 338,
  sampleFormat: 339,
};

/** 16 x 16 grey pixels in one strip, not compressed; `changes` replace fields of the same tag. */
export function greyFields(changes: readonly Field[] = [], big = false): readonly Field[] {
  const own = [
    field(tags.width, 3, 16),
    field(tags.height, 3, 16),
    field(tags.bits, 3, 8),
    field(tags.compression, 3, 1),
    field(tags.photometric, 3, 1),
    field(tags.stripOffsets, 4, tiffData(big)),
    field(tags.samples, 3, 1),
    field(tags.rows, 4, 16),
    field(tags.stripBytes, 4, 256),
  ];
  const changed = new Set(changes.map(({ tag }) => tag));
  return [...own.filter(({ tag }) => !changed.has(tag)), ...changes].sort((a, b) => a.tag - b.tag);
}

export const greyTiff = (
  changes: readonly Field[] = [],
  parts: Partial<TiffParts> = {},
  bytes = 256,
): Buffer =>
  tiff({ directories: [{ fields: greyFields(changes, parts.big) }], data: noise(bytes), ...parts });
