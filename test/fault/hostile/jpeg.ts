import { ascii, patched, placeOf, repeated, u16be, u8 } from '../../helpers/bytes.ts';
import {
  blankJpeg,
  blocksOf,
  EOI,
  manyScansJpeg,
  markers,
  scanHeader,
  segment,
  SOI,
  zeros,
} from '../../helpers/blank-jpeg.ts';
import {
  damaged,
  done,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Piece,
} from './hostile-file.ts';
import type { Seeds } from './seeds.ts';

const names: Readonly<Record<number, string>> = {
  0xc0: 'sof0',
  0xc4: 'dht',
  0xda: 'sos',
  0xdb: 'dqt',
  0xe0: 'app0',
  0xe1: 'app1',
  0xe2: 'app2',
  0xfe: 'com',
};

/** The segments of a JPEG and the data of its scans. */
function jpegPieces(bytes: Buffer): readonly Piece[] {
  const pieces: Piece[] = [{ label: 'soi', start: 0, end: 2 }];
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    pieces.push({ label: names[marker] ?? marker.toString(16), start: at, end });
    at = end;
    if (marker !== markers.sos) continue;
    while (bytes[at] !== 0xff || bytes[at + 1] === 0) at++;
    pieces.push({ label: 'scan', start: end, end: at });
  }
  return [...pieces, { label: 'eoi', start: at, end: at + 2 }];
}

const make = makerOf('jpeg', 'jpg');

/** One byte of the frame header of a sound picture said otherwise. */
function lies(jpeg: Buffer): readonly HostileFile[] {
  const sof = placeOf(jpeg, u8(0xff, markers.sof0));
  const height = jpeg.readUInt16BE(sof + 5);
  const lie = (
    name: string,
    at: number,
    by: Buffer,
    expected: HostileFile['expected'],
    why: string,
  ) => make(name, patched(jpeg, sof + at, by), expected, why);
  return [
    lie('zero-width', 7, u16be(0), damaged, 'its width is 0'),
    lie('zero-height', 5, u16be(0), damaged, 'its height is 0: told later by DNL, or never'),
    lie('taller', 5, u16be(height * 2), damaged, 'the data ends half way down'),
    lie('shorter', 5, u16be(height / 2), doneOrDamaged, 'there is data for twice the rows'),
    lie('12-bit', 4, u8(12), damaged, 'it claims 12 bits a sample'),
    lie('0-bit', 4, u8(0), damaged, 'it claims samples of no bits'),
    lie('no-components', 9, u8(0), damaged, 'it claims no component'),
    lie('200-components', 9, u8(200), damaged, 'it claims 200 components'),
    lie('sampling-0', 11, u8(0), damaged, 'a component is sampled 0 x 0 times'),
    lie('sampling-15', 11, u8(0xff), damaged, 'a component is sampled 15 x 15 times'),
    lie('table-9', 12, u8(9), damaged, 'a component wants a quantisation table that cannot be'),
    lie(
      'arithmetic',
      1,
      u8(0xc9),
      doneOrDamaged,
      'Huffman data that claims to be arithmetic, in which any bits mean something',
    ),
    lie('lossless', 1, u8(0xc3), damaged, 'it claims lossless coding'),
    lie('hierarchical', 1, u8(0xc5), damaged, 'it claims to be hierarchical'),
    lie('progressive', 1, u8(0xc2), damaged, 'a baseline scan that claims to be progressive'),
    lie('bomb', 5, u16be(65_500, 65_500), ['input-too-large'], '4290 megapixels in its header'),
  ];
}

function brokenSegments(jpeg: Buffer): readonly HostileFile[] {
  const pieces = jpegPieces(jpeg);
  const without = (label: string) =>
    Buffer.concat(
      pieces
        .filter((piece) => piece.label !== label)
        .map(({ start, end }) => jpeg.subarray(start, end)),
    );
  const piece = (label: string) => {
    const found = pieces.find((candidate) => candidate.label === label);
    if (found === undefined) throw new Error(`the picture has no ${label}`);
    return found;
  };
  const { start: dht } = piece('dht');
  const scan = piece('scan');
  const before = (label: string, bytes: Buffer) => {
    const { start } = piece(label);
    return Buffer.concat([jpeg.subarray(0, start), bytes, jpeg.subarray(start)]);
  };
  const sof = jpeg.subarray(piece('sof0').start, piece('sof0').end);
  return [
    make('no-dqt', without('dqt'), damaged, 'its quantisation tables are missing'),
    make('no-dht', without('dht'), damaged, 'its Huffman tables are missing'),
    make('no-sof', without('sof0'), damaged, 'its frame header is missing'),
    make('two-sof', before('sos', sof), damaged, 'it has two frame headers'),
    make(
      'dht-overfull',
      patched(jpeg, dht + 5, Buffer.alloc(16, 255)),
      damaged,
      'a Huffman table of 4080 codes',
    ),
    make('length-0', patched(jpeg, dht + 2, u16be(0)), damaged, 'a segment of length 0'),
    make(
      'length-1',
      patched(jpeg, dht + 2, u16be(1)),
      damaged,
      'a segment shorter than its length',
    ),
    make(
      'length-65535',
      patched(jpeg, dht + 2, u16be(65_535)),
      damaged,
      'a segment longer than the file',
    ),
    make(
      'restart-promised',
      before('sos', segment(markers.dri, u16be(2))),
      damaged,
      'restart markers are promised, none comes',
    ),
    make(
      'restart-unasked',
      patched(jpeg, scan.start + 40, u8(0xff, 0xd3)),
      damaged,
      'a restart marker that nobody asked for',
    ),
    make(
      'scan-zeros',
      patched(jpeg, scan.start, Buffer.alloc(scan.end - scan.start)),
      doneOrDamaged,
      'its pixels overwritten with zeros',
    ),
    make(
      'scan-ones',
      patched(jpeg, scan.start, Buffer.alloc(scan.end - scan.start, 255)),
      damaged,
      'its pixels overwritten with fill bytes',
    ),
    make(
      'eoi-first',
      Buffer.concat([SOI, EOI, jpeg.subarray(2)]),
      damaged,
      'it ends before it begins',
    ),
    make('soi-twice', Buffer.concat([SOI, jpeg]), damaged, 'it begins twice'),
    make(
      'tail',
      Buffer.concat([jpeg, repeated(ascii('tail '), 4000)]),
      done,
      'text behind its end',
    ),
    make(
      'dnl',
      Buffer.concat([
        patched(jpeg.subarray(0, -2), piece('sof0').start + 5, u16be(0)),
        segment(0xdc, u16be(72)),
        EOI,
      ]),
      damaged,
      'its height stands behind the scan',
    ),
  ];
}

export function jpegFiles({ jpeg, progressiveJpeg, cmykJpeg }: Seeds): readonly HostileFile[] {
  const lastScan = jpegPieces(progressiveJpeg).findLast(({ label }) => label === 'scan');
  const comments = repeated(segment(markers.com, Buffer.alloc(0)), 20_000);
  const longComments = repeated(segment(markers.com, Buffer.alloc(65_533, 'a')), 150);
  const behindSoi = (bytes: Buffer) => Buffer.concat([SOI, bytes, jpeg.subarray(2)]);
  const baselineScan = Buffer.concat([scanHeader(0, 63, 0, 0), zeros(2 * blocksOf(64, 64))]);
  const large = blankJpeg(6_000, 4_000);
  return [
    ...truncations(make, 'baseline', jpeg, jpegPieces(jpeg), { magic: 3, afterPixels: 'eoi' }),
    make(
      'progressive-cut',
      progressiveJpeg.subarray(0, lastScan?.start),
      damaged,
      'its last scan is missing',
    ),
    make(
      'cmyk-cut',
      cmykJpeg.subarray(0, cmykJpeg.length / 2),
      damaged,
      'four channels, cut in half',
    ),
    make('cmyk', cmykJpeg, done, 'four channels, sound'),
    ...lies(jpeg),
    ...brokenSegments(jpeg),
    make('comments', behindSoi(comments), done, '20 000 empty comments'),
    make('long-comments', behindSoi(longComments), done, '10 MB of comments'),
    make(
      'baseline-2000-scans',
      Buffer.concat([blankJpeg(64, 64).subarray(0, -2), repeated(baselineScan, 2000), EOI]),
      doneOrDamaged,
      'the same scan 2000 times',
    ),
    make('scans-800', manyScansJpeg(64, 64, 800), ['input-too-complex'], '800 progressive scans'),
    make('scans-99', manyScansJpeg(64, 64, 99), done, '99 progressive scans of few pixels'),
    make(
      'scans-bomb',
      manyScansJpeg(9_900, 9_900, 880),
      ['input-too-complex'],
      '880 scans of 98 megapixels in 360 kB',
    ),
    make(
      'scans-under-the-limit',
      manyScansJpeg(4_000, 3_000, 100),
      done,
      '100 scans of 12 megapixels in 25 kB',
    ),
    make('large-cut', large.subarray(0, large.length / 2), damaged, '24 megapixels, cut in half'),
    make('blank-24-megapixels', large, done, '24 megapixels in 90 kB'),
    make('1x1', blankJpeg(1, 1), ['input-too-small'], 'one pixel'),
    make('65500x1', blankJpeg(65_500, 1), ['input-too-small'], 'one row'),
    make('2x65500', blankJpeg(2, 65_500), done, 'two columns'),
    make('soi-only', SOI, ['input-not-an-image'], 'two bytes'),
  ];
}
