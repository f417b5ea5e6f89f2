import { greyProfile } from '../../helpers/icc-profile.ts';
import { exifBlock, tags } from '../../helpers/exif-block.ts';
import { noise } from '../../helpers/pixels.ts';
import { withIccChunk, withPngChunk } from '../../helpers/source-pictures.ts';
import { ascii, patched, repeated, u16be, u16le, u32be, u32le, u8 } from '../../helpers/bytes.ts';
import { done, doneOrDamaged, makerOf, type HostileFile } from './hostile-file.ts';
import { segment } from '../../helpers/blank-jpeg.ts';
import type { Seeds } from './seeds.ts';
import { extended, riff } from './webp.ts';

/** Sound pictures whose camera data, descriptions and colour profiles are not. */

const MB = 2 ** 20;
const jpeg = makerOf('metadata', 'jpg');
const png = makerOf('metadata', 'png');
const webp = makerOf('metadata', 'webp');

const entry = (tag: number, type: number, count: number, value: number): Buffer =>
  Buffer.concat([u16le(tag, type), u32le(count, value)]);
/** A little-endian TIFF block of directories that stand one after another from byte 8 on. */
const block = (...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([ascii('II*\0'), u32le(8), ...parts]);
const directory = (entries: readonly Buffer[], next = 0): Buffer =>
  Buffer.concat([u16le(entries.length), ...entries, u32le(next)]);

/** Directories of no entry that follow each other. */
const chain = (length: number): Buffer =>
  block(...Array.from({ length }, (_, i) => directory([], i + 1 < length ? 8 + (i + 1) * 6 : 0)));

/** Directories below each other, by the tag of the one for camera data. */
const nested = (depth: number): Buffer =>
  block(
    ...Array.from({ length: depth }, (_, i) => directory([entry(0x8769, 4, 1, 8 + (i + 1) * 18)])),
  );

/** A thumbnail of `count` strips, each of which claims to be all of the block. */
function strips(count: number, blockBytes: number): Buffer {
  const values = 8 + 6 + 30;
  const pixels = values + count * 8;
  const parts = block(
    directory([], 14),
    directory([entry(0x0111, 4, count, values), entry(0x0117, 4, count, values + count * 4)]),
    repeated(u32le(8), count),
    repeated(u32le(blockBytes), count),
  );
  return Buffer.concat([parts, Buffer.alloc(Math.max(0, blockBytes - pixels))]);
}

const exifBlocks = (): readonly (readonly [name: string, bytes: Buffer, why: string])[] => [
  ['exif-empty', Buffer.alloc(0), 'no camera data in its place'],
  ['exif-header-only', block(), 'camera data of a header alone'],
  ['exif-noise', noise(4_000), 'camera data that is noise'],
  ['exif-loop', block(directory([], 8)), 'a directory that follows itself'],
  ['exif-sub-loop', block(directory([entry(0x8769, 4, 1, 8)])), 'a directory below itself'],
  [
    'exif-gps-loop',
    block(directory([entry(0x8825, 4, 1, 8)])),
    'a location directory that is the main one',
  ],
  ['exif-chain', chain(9_000), '9000 directories in a chain'],
  ['exif-nested', nested(3_000), '3000 directories below each other'],
  ['exif-count-huge', block(directory([entry(0x010f, 2, 0xffffffff, 26)])), 'a text of 4 GB'],
  ['exif-outside', block(directory([entry(0x010f, 2, 100, 0x7fffffff)])), 'a text behind the end'],
  [
    'exif-maker-note',
    block(directory([entry(0x927c, 7, 60_000, 0xfffffff0)])),
    "a maker's note behind the end",
  ],
  [
    'exif-orientation-99',
    block(directory([entry(0x0112, 3, 1, 99)])),
    'an orientation that is none',
  ],
  [
    'exif-density-0',
    block(directory([entry(0x011a, 5, 1, 38), entry(0x0128, 3, 1, 2)]), u32le(300, 0)),
    'a density divided by 0',
  ],
  [
    'exif-gps-many',
    block(directory(Array<Buffer>(5_000).fill(entry(0x8825, 4, 1, 60_026))), directory([])),
    '5000 location directories',
  ],
  ['exif-strips', strips(7_000, 60_000), 'a thumbnail of 7000 strips, each as large as the block'],
];

function hugeBlocks({ png: seed, alphaWebp }: Seeds): readonly HostileFile[] {
  const inPng = (name: string, bytes: Buffer, why: string) =>
    png(`png-${name}`, withPngChunk(seed, 'eXIf', bytes), done, why);
  const inWebp = (
    name: string,
    type: 'EXIF' | 'XMP ' | 'ICCP',
    flag: number,
    bytes: Buffer,
    why: string,
  ) => {
    const chunk = Buffer.concat([
      ascii(type),
      u32le(bytes.length),
      bytes,
      Buffer.alloc(bytes.length % 2),
    ]);
    const picture = alphaWebp.subarray(alphaWebp.indexOf('ALPH'), alphaWebp.indexOf('EXIF'));
    const parts = type === 'ICCP' ? [chunk, picture] : [picture, chunk];
    return webp(`webp-${name}`, riff(extended(16 | flag, 96, 72), ...parts), done, why);
  };
  const gps = block(
    directory(Array<Buffer>(65_000).fill(entry(0x8825, 4, 1, 780_014))),
    directory([]),
  );
  return [
    inWebp('exif-gps-65000', 'EXIF', 8, gps, '65 000 location directories'),
    inWebp(
      'exif-strips-400000',
      'EXIF',
      8,
      strips(400_000, 8 * MB),
      'a thumbnail of 400 000 strips, each of 8 MB',
    ),
    inPng(
      'exif-strips-400000',
      strips(400_000, 6 * MB),
      'a thumbnail of 400 000 strips, each of 6 MB',
    ),
    inWebp(
      'exif-16-mb',
      'EXIF',
      8,
      Buffer.concat([
        exifBlock('II', { main: [{ tag: tags.make, type: 2, value: 'Camera' }] }),
        Buffer.alloc(16 * MB),
      ]),
      '16 MB of camera data',
    ),
    inWebp('xmp-24-mb', 'XMP ', 4, Buffer.alloc(24 * MB, '<x>'), '24 MB of descriptions'),
    inWebp('icc-noise', 'ICCP', 32, noise(3_000), 'a colour profile that is noise'),
  ];
}

/** A JPEG with a colour profile in segments; `count` and `numbers` say which they claim to be. */
function withProfile(
  picture: Buffer,
  icc: Buffer,
  numbers?: readonly number[],
  count?: number,
): Buffer {
  const pieces = Math.max(1, Math.ceil(icc.length / 65_519));
  const segments = Array.from({ length: pieces }, (_, i) =>
    segment(
      0xe2,
      Buffer.concat([
        ascii('ICC_PROFILE\0'),
        u8(numbers?.[i] ?? i + 1, count ?? pieces),
        icc.subarray(i * 65_519, (i + 1) * 65_519),
      ]),
    ),
  );
  return Buffer.concat([picture.subarray(0, 2), ...segments, picture.subarray(2)]);
}

function profiles({ progressiveJpeg: plain, cmykJpeg, palettePng }: Seeds): readonly HostileFile[] {
  const grey = greyProfile(2.2);
  const calling = (space: string) => patched(patched(grey, 16, ascii(space)), 20, ascii('XYZ '));
  const withTags = (count: number) => patched(grey, 128, u32be(count));
  const padded = (bytes: number) =>
    patched(Buffer.concat([grey, Buffer.alloc(bytes)]), 0, u32be(grey.length + bytes));
  const inJpeg = (name: string, icc: Buffer, why: string, expected = done) =>
    jpeg(`icc-${name}`, withProfile(plain, icc), expected, why);
  return [
    inJpeg('noise', noise(3_000), 'a colour profile that is noise'),
    inJpeg('header-only', grey.subarray(0, 128), 'a colour profile of a header alone'),
    inJpeg('cut', grey.subarray(0, grey.length / 2), 'a colour profile cut in half'),
    inJpeg('size-huge', patched(grey, 0, u32be(0x7fffffff)), 'a colour profile that claims 2 GB'),
    inJpeg('size-0', patched(grey, 0, u32be(0)), 'a colour profile that claims no byte'),
    inJpeg('tags-huge', withTags(0x0fffffff), 'a colour profile of 268 million tags'),
    inJpeg(
      'tag-outside',
      patched(grey, 136, u32be(0x7ffffff0, 0x7ffffff0)),
      'a tag of a profile behind its end',
    ),
    inJpeg('grey', grey, 'a grey profile on a colour picture'),
    inJpeg('cmyk-on-rgb', calling('CMYK'), 'a CMYK profile on an RGB picture'),
    inJpeg('rgb-empty', calling('RGB '), 'an RGB profile without colours'),
    inJpeg('lab', calling('Lab '), 'a Lab profile'),
    inJpeg('12-mb', padded(12 * MB), 'a colour profile of 12 MB'),
    jpeg(
      'icc-missing-part',
      withProfile(plain, grey, [1], 3),
      done,
      'two parts of its profile are missing',
    ),
    jpeg(
      'icc-part-0',
      withProfile(plain, grey, [0]),
      done,
      'a part of a profile that is before the first',
    ),
    jpeg(
      'icc-part-200',
      withProfile(plain, grey, [200]),
      done,
      'a part of a profile that is behind the last',
    ),
    jpeg(
      'icc-noise-cmyk',
      withProfile(cmykJpeg, noise(3_000)),
      doneOrDamaged,
      'CMYK with a profile that is noise',
    ),
    jpeg('icc-grey-cmyk', withProfile(cmykJpeg, grey), doneOrDamaged, 'CMYK with a grey profile'),
    png(
      'icc-noise',
      withIccChunk(palettePng, noise(3_000)),
      doneOrDamaged,
      'a colour profile that is noise',
    ),
    png(
      'icc-4-mb',
      withIccChunk(palettePng, padded(4 * MB)),
      doneOrDamaged,
      'a colour profile of 4 MB',
    ),
  ];
}

export function metadataFiles(seeds: Seeds): readonly HostileFile[] {
  const plain = seeds.progressiveJpeg;
  const behindSoi = (...segments: readonly Buffer[]) =>
    Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(2)]);
  const exif = (bytes: Buffer) => segment(0xe1, Buffer.concat([ascii('Exif\0\0'), bytes]));
  const xmp = (bytes: Buffer) =>
    segment(0xe1, Buffer.concat([ascii('http://ns.adobe.com/xap/1.0/\0'), bytes]));
  const extension = Buffer.concat([
    ascii('http://ns.adobe.com/xmp/extension/\0'),
    ascii('0'.repeat(32)),
    u32be(0xffffffff, 0xfffffff0),
    Buffer.alloc(60_000),
  ]);
  const resources = Buffer.concat([
    ascii('Photoshop 3.0\0' + '8BIM'),
    u16be(0x0404),
    u16be(0),
    u32be(0xffffffff),
  ]);
  return [
    ...exifBlocks().map(([name, bytes, why]) => jpeg(name, behindSoi(exif(bytes)), done, why)),
    jpeg(
      'exif-twice',
      behindSoi(exif(noise(500)), exif(block(directory([], 8)))),
      done,
      'two blocks of camera data',
    ),
    jpeg(
      'exif-200',
      behindSoi(...Array<Buffer>(200).fill(exif(Buffer.alloc(60_000)))),
      done,
      '200 blocks of camera data, 12 MB',
    ),
    jpeg(
      'xmp-entities',
      behindSoi(xmp(ascii('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'))),
      done,
      'XMP with an external entity',
    ),
    jpeg(
      'xmp-200',
      behindSoi(...Array<Buffer>(200).fill(xmp(Buffer.alloc(60_000, 'x')))),
      done,
      '200 blocks of XMP, 12 MB',
    ),
    jpeg(
      'xmp-extension',
      behindSoi(segment(0xe1, extension)),
      done,
      'extended XMP that claims 4 GB',
    ),
    jpeg(
      'photoshop',
      behindSoi(segment(0xed, resources)),
      done,
      "a resource of Photoshop's that claims 4 GB",
    ),
    jpeg('adobe-short', behindSoi(segment(0xee, ascii('Adobe'))), done, "Adobe's marker, cut"),
    jpeg(
      'jfif-thumbnail',
      behindSoi(segment(0xe0, Buffer.concat([ascii('JFIF\0'), u8(1, 1, 0, 0, 1, 0, 1, 255, 255)]))),
      done,
      'a thumbnail of 255 x 255 pixels is promised',
    ),
    ...profiles(seeds),
    ...hugeBlocks(seeds),
  ];
}
