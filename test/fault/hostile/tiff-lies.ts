import { damaged, doneOrDamaged, makerOf, type HostileFile, type Outcome } from './hostile-file.ts';
import { greyTiff, tags } from './tiff-grey.ts';
import { field, tiffData, type Field } from './tiff-writer.ts';

const make = makerOf('tiff', 'tif');

/** Directories that say what is not so. */
export function lyingTiffs(): readonly HostileFile[] {
  const lie = (
    name: string,
    expected: readonly Outcome[],
    why: string,
    ...changes: readonly Field[]
  ) => make(name, greyTiff(changes), expected, why);
  const size = (width: number, height: number) => [
    field(tags.width, 4, width),
    field(tags.height, 4, height),
    field(tags.rows, 4, height),
  ];
  const tiles = (width: number, height: number) => [
    field(tags.tileWidth, 4, width),
    field(tags.tileHeight, 4, height),
    field(tags.tileOffsets, 4, tiffData()),
    field(tags.tileBytes, 4, 256),
    field(tags.compression, 3, 8),
  ];
  return [
    lie('0x0', damaged, 'no pixel', ...size(0, 0)),
    lie('0x16', damaged, 'no column', ...size(0, 16)),
    lie('1x1', ['input-too-small'], 'one pixel', ...size(1, 1), field(tags.stripBytes, 4, 1)),
    lie('65535x1', ['input-too-small'], 'one row', ...size(65_535, 1)),
    lie(
      'bomb',
      ['input-too-large', 'input-damaged'],
      '3600 megapixels in its header',
      ...size(60_000, 60_000),
    ),
    lie(
      'largest',
      ['input-too-large', 'input-damaged'],
      'the largest size that can be said',
      ...size(0xffffffff, 0xffffffff),
    ),
    lie('taller', damaged, 'there is data for half of the rows', ...size(16, 32)),
    lie(
      'under-the-limit',
      damaged,
      '81 megapixels are promised, 256 come',
      ...size(9_000, 9_000),
      field(tags.stripBytes, 4, 81_000_000),
    ),
    lie(
      'strip-outside',
      damaged,
      'its strip is behind the end',
      field(tags.stripOffsets, 4, 0x7ffffff0),
    ),
    lie(
      'strip-overflow',
      damaged,
      'the end of its strip is beyond 32 bits',
      field(tags.stripOffsets, 4, 0xfffffff0),
      field(tags.stripBytes, 4, 0xfffffff0),
    ),
    lie('strip-count-huge', damaged, 'it has a billion strips', {
      tag: tags.stripOffsets,
      type: 4,
      values: [8],
      count: 1_000_000_000,
    }),
    lie('strip-bytes-0', doneOrDamaged, 'its strip has no byte', field(tags.stripBytes, 4, 0)),
    lie(
      'strip-bytes-huge',
      doneOrDamaged,
      'its strip has 4 GB',
      field(tags.stripBytes, 4, 0xffffffff),
    ),
    lie(
      'strips-missing',
      damaged,
      'a strip for each row is promised, one comes',
      field(tags.rows, 4, 1),
    ),
    lie('rows-0', doneOrDamaged, 'strips of no row', field(tags.rows, 4, 0)),
    lie('rows-huge', doneOrDamaged, 'strips of four billion rows', field(tags.rows, 4, 0xffffffff)),
    lie('tile-huge', damaged, 'a tile of a gigapixel on 16 x 16 pixels', ...tiles(32_768, 32_768)),
    lie(
      'tile-50-megapixels',
      damaged,
      'a tile of 50 megapixels on 16 x 16 pixels',
      ...tiles(8_192, 6_144),
    ),
    lie('tile-0', damaged, 'a tile of no pixel', ...tiles(0, 0)),
    lie('bits-0', damaged, 'samples of no bits', field(tags.bits, 3, 0)),
    lie('bits-7', damaged, 'samples of 7 bits', field(tags.bits, 3, 7)),
    lie('bits-64', damaged, 'samples of 64 bits', field(tags.bits, 3, 64)),
    lie('samples-0', doneOrDamaged, 'no sample', field(tags.samples, 3, 0)),
    lie(
      'samples-2',
      doneOrDamaged,
      'two samples, as much data as for one',
      field(tags.samples, 3, 2),
      field(tags.extra, 3, 2),
    ),
    lie('samples-65535', damaged, '65535 samples', field(tags.samples, 3, 65_535)),
    lie(
      'compression-9999',
      damaged,
      'a compression that is none',
      field(tags.compression, 3, 9_999),
    ),
    ...[2, 3, 4, 5, 6, 7, 8, 32_773, 34_661, 34_712, 34_925, 50_000, 50_001].map((compression) =>
      lie(
        `compression-${compression}`,
        doneOrDamaged,
        `noise that claims compression ${compression}`,
        field(tags.compression, 3, compression),
      ),
    ),
    lie('photometric-99', damaged, 'colours that are none', field(tags.photometric, 3, 99)),
    lie(
      'palette-missing',
      doneOrDamaged,
      'its palette is missing, so that it may be grey',
      field(tags.photometric, 3, 3),
    ),
    lie(
      'palette-short',
      damaged,
      'its palette is short',
      field(tags.photometric, 3, 3),
      field(tags.colourMap, 3, 1, 2, 3),
    ),
    lie('value-outside', damaged, 'its bits stand behind the end', {
      tag: tags.bits,
      type: 3,
      values: [],
      count: 60,
      at: 0x7fffffff,
    }),
    lie('type-99', damaged, 'a width of an unknown type', {
      tag: tags.width,
      type: 99,
      values: [16],
    }),
    lie('icc-outside', doneOrDamaged, 'its profile stands behind the end', {
      tag: 34_675,
      type: 1,
      values: [],
      count: 5_000_000,
      at: 0x10000000,
    }),
    lie('xmp-2-gb', doneOrDamaged, 'its XMP claims 2 GB', {
      tag: 700,
      type: 1,
      values: [],
      count: 0x7fffffff,
      at: 8,
    }),
  ];
}
