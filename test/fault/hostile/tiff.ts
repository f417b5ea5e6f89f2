import {
  done,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Piece,
} from './hostile-file.ts';
import type { Seeds } from './seeds.ts';
import { directoryFiles } from './tiff-directories.ts';
import { greyTiff, tags } from './tiff-grey.ts';
import { lyingTiffs } from './tiff-lies.ts';
import { field, tiffData, type Field } from './tiff-writer.ts';

const make = makerOf('tiff', 'tif');
/** The header, pixels and directory of a file as libvips writes it, one directory at its end. */
function tiffPieces(bytes: Buffer): readonly Piece[] {
  const big = bytes[2] === 43;
  const header = tiffData(big);
  const start = big ? Number(bytes.readBigUInt64LE(8)) : bytes.readUInt32LE(4);
  const count = big ? Number(bytes.readBigUInt64LE(start)) : bytes.readUInt16LE(start);
  const entries = start + (big ? 8 : 2);
  const end = entries + count * (big ? 20 : 12) + (big ? 8 : 4);
  return [
    { label: 'header', start: 0, end: header },
    ...(start > header ? [{ label: 'data', start: header, end: start }] : []),
    { label: 'directory', start, end: entries },
    { label: 'entries', start: entries, end },
    ...(end < bytes.length ? [{ label: 'rest', start: end, end: bytes.length }] : []),
  ];
}

/** Sound pictures of kinds that few programs write. */
function odd(): readonly HostileFile[] {
  const kind = (
    name: string,
    samples: number,
    bits: number,
    photometric: number,
    why: string,
    ...more: readonly Field[]
  ) => {
    const bytes = 32 * Math.ceil((16 * samples * bits) / 8);
    const changes = [
      field(tags.height, 3, 32),
      field(tags.rows, 4, 32),
      field(tags.samples, 3, samples),
      field(tags.bits, 3, ...Array<number>(samples).fill(bits)),
      field(tags.photometric, 3, photometric),
      field(tags.stripBytes, 4, bytes),
      ...more,
    ];
    return make(
      name,
      greyTiff(changes, {}, bytes),
      [...doneOrDamaged, 'input-format-unsupported'],
      why,
    );
  };
  const extras = (count: number) => field(tags.extra, 3, ...Array<number>(count).fill(0));
  return [
    kind('2-channels', 2, 8, 1, 'grey and something', extras(1)),
    kind('5-channels', 5, 8, 2, 'RGB and two more', extras(2)),
    kind('8-channels', 8, 8, 2, 'RGB and five more', extras(5)),
    kind('cmyk', 4, 8, 5, 'CMYK'),
    kind('cmyka', 5, 8, 5, 'CMYK with transparency', extras(1)),
    kind('lab', 3, 8, 8, 'CIE Lab'),
    kind('1-bit', 1, 1, 0, 'one bit, white is 0'),
    kind('4-bit', 1, 4, 1, 'four bits'),
    kind('16-bit', 3, 16, 2, '16 bits, RGB'),
    kind('32-bit-integers', 1, 32, 1, '32-bit integers'),
    kind(
      'float',
      3,
      32,
      2,
      '32-bit floats, whatever they are',
      field(tags.sampleFormat, 3, 3, 3, 3),
    ),
    kind('double', 1, 64, 1, '64-bit floats, whatever they are', field(tags.sampleFormat, 3, 3)),
    kind('complex', 1, 64, 1, 'complex floats', field(tags.sampleFormat, 3, 6)),
    kind('separate-planes', 3, 8, 2, 'planes are promised, one comes', field(tags.planar, 3, 2)),
    make('big', greyTiff([], { big: true }), done, 'BigTIFF, sound'),
    make('big-endian', greyTiff([], { order: 'MM' }), done, 'big-endian, sound'),
  ];
}

export function tiffFiles({ stripTiff, tiledTiff, bigTiff }: Seeds): readonly HostileFile[] {
  return [
    ...truncations(make, 'strips', stripTiff, tiffPieces(stripTiff), { magic: 4 }),
    ...truncations(make, 'tiles', tiledTiff, tiffPieces(tiledTiff), { magic: 4 }),
    ...truncations(make, 'big', bigTiff, tiffPieces(bigTiff), { magic: 4 }),
    ...directoryFiles(),
    ...lyingTiffs(),
    ...odd(),
  ];
}
