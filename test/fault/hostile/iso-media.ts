import { ascii, patched, placeOf, u16be, u32be, u8 } from '../../helpers/bytes.ts';
import {
  damaged,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Outcome,
  type Piece,
} from './hostile-file.ts';
import type { Seeds } from './seeds.ts';

/**
 * AVIF and HEIC: ISO/IEC 14496-12 (boxes) and 23008-12 (items and their properties).
 */

const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const data = Buffer.concat(content);
  return Buffer.concat([u32be(8 + data.length), ascii(type), data]);
};

/** Boxes that hold boxes, and how many bytes of theirs stand before those. */
const containers: Readonly<Record<string, number>> = { meta: 12, iprp: 8, ipco: 8, iinf: 14 };

function boxesIn(bytes: Buffer, from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = from; at + 8 <= to;) {
    const end = at + bytes.readUInt32BE(at);
    const label = bytes.toString('latin1', at + 4, at + 8);
    pieces.push({ label, start: at, end });
    const head = containers[label];
    if (head !== undefined) pieces.push(...boxesIn(bytes, at + head, end));
    at = end;
  }
  return pieces;
}

type Make = ReturnType<typeof makerOf>;

/** What is done to a sound file, and to one with transparency. */
function filesOf(make: Make, plain: Buffer, alpha: Buffer): readonly HostileFile[] {
  const at = (type: string) => placeOf(plain, type) - 4;
  const lie = (
    name: string,
    place: number,
    by: Buffer,
    expected: readonly Outcome[],
    why: string,
  ) => make(name, patched(plain, place, by), expected, why);
  const ispe = at('ispe') + 12;
  const mdat = at('mdat');
  const iloc = at('iloc');
  const meta = at('meta');
  const head = plain.subarray(0, meta);
  let nested = box('free');
  for (let depth = 0; depth < 2_000; depth++) nested = box('meta', u32be(0), nested);
  const large = [...damaged, 'input-too-large'] as const;
  return [
    ...truncations(make, 'plain', plain, boxesIn(plain, 0, plain.length), { magic: 12 }),
    ...['meta', 'iloc', 'ispe', 'mdat'].flatMap((type) => [
      lie(
        `${type}-size-1`,
        at(type),
        u32be(1),
        type === 'mdat' ? doneOrDamaged : damaged,
        `the box ${type} says a 64-bit size`,
      ),
      lie(
        `${type}-size-4`,
        at(type),
        u32be(4),
        type === 'mdat' ? doneOrDamaged : damaged,
        `the box ${type} is shorter than its head`,
      ),
      lie(
        `${type}-size-huge`,
        at(type),
        u32be(0x7fffffff),
        type === 'mdat' ? doneOrDamaged : damaged,
        `the box ${type} says 2 GB`,
      ),
    ]),
    lie('ispe-bomb', ispe, u32be(60_000, 60_000), large, '3600 megapixels in its header'),
    lie(
      'ispe-largest',
      ispe,
      u32be(0xffffffff, 0xffffffff),
      large,
      'the largest size that can be said',
    ),
    lie('ispe-0', ispe, u32be(0, 0), [...damaged, 'input-too-small'], 'no pixel'),
    lie(
      'ispe-1x1',
      ispe,
      u32be(1, 1),
      [...damaged, 'input-too-small'],
      'its data has more pixels than its header',
    ),
    lie('ispe-larger', ispe, u32be(960, 720), damaged, 'its data has fewer pixels than its header'),
    lie(
      'ispe-under-the-limit',
      ispe,
      u32be(9_900, 9_900),
      damaged,
      '98 megapixels are promised, few come',
    ),
    lie('data-noise', mdat + 8, Buffer.alloc(120, 0x5a), damaged, 'its pixels overwritten'),
    lie(
      'data-zeros',
      mdat + 8,
      Buffer.alloc(plain.length - mdat - 8),
      damaged,
      'its pixels overwritten with zeros',
    ),
    lie(
      'iloc-noise',
      iloc + 16,
      Buffer.alloc(12, 0xff),
      damaged,
      'its data is said to be behind the end',
    ),
    lie('iloc-sizes', iloc + 12, u8(0xff, 0xff), damaged, 'offsets of 15 bytes'),
    lie(
      'pitm',
      at('pitm') + 12,
      u16be(9_999),
      damaged,
      'its first picture is none of its pictures',
    ),
    lie('items-65535', at('iinf') + 12, u16be(0xffff), doneOrDamaged, '65535 items are promised'),
    make('no-meta', Buffer.concat([head, plain.subarray(mdat)]), damaged, 'nothing but pixels'),
    make(
      'meta-twice',
      Buffer.concat([head, plain.subarray(meta, mdat), plain.subarray(meta)]),
      doneOrDamaged,
      'two descriptions',
    ),
    make('deep', Buffer.concat([head, nested]), damaged, '2000 boxes in each other'),
    make(
      'free-20000',
      Buffer.concat([head, ...Array<Buffer>(20_000).fill(box('free')), plain.subarray(meta)]),
      doneOrDamaged,
      '20 000 empty boxes before it',
    ),
    make('ftyp-only', head, damaged, 'a name and nothing else'),
    make('alpha-cut', alpha.subarray(0, -60), damaged, 'with transparency, cut short'),
    make(
      'tail',
      Buffer.concat([plain, Buffer.alloc(50_000, 7)]),
      doneOrDamaged,
      'bytes behind its end',
    ),
  ];
}

/** A grid of 255 x 255 pictures, all of which are the same one. */
function gridBomb(plain: Buffer, side: number): Buffer {
  const configuration = plain.subarray(
    placeOf(plain, 'av1C') - 4,
    placeOf(plain, 'av1C') - 4 + plain.readUInt32BE(placeOf(plain, 'av1C') - 4),
  );
  const pixelsAt = placeOf(plain, 'mdat') + 4;
  const pixels = plain.subarray(pixelsAt);
  const tiles = 255 * 255 - 1;
  const full = (type: string, version: number, ...content: readonly Buffer[]) =>
    box(type, u8(version, 0, 0, 0), ...content);
  const item = (id: number, type: string) => full('infe', 2, u16be(id, 0), ascii(type), u8(0));
  const grid = Buffer.concat([u8(0, 1, 254, 254), u32be(side, side)]);
  const size = (width: number, height: number) => full('ispe', 0, u32be(width, height));
  const meta = (gridAt: number, dataAt: number) =>
    full(
      'meta',
      0,
      full('hdlr', 0, u32be(0), ascii('pict'), Buffer.alloc(13)),
      full('pitm', 0, u16be(1)),
      full(
        'iloc',
        0,
        u8(0x44, 0),
        u16be(2),
        u16be(1, 0, 1),
        u32be(gridAt, grid.length),
        u16be(2, 0, 1),
        u32be(dataAt, pixels.length),
      ),
      full('iinf', 0, u16be(2), item(1, 'grid'), item(2, 'av01')),
      full('iref', 0, box('dimg', u16be(1, tiles), ...Array<Buffer>(tiles).fill(u16be(2)))),
      box(
        'iprp',
        box('ipco', size(side, side), size(96, 72), configuration),
        full('ipma', 0, u32be(2), u16be(1), u8(1, 0x81), u16be(2), u8(2, 0x82, 0x83)),
      ),
    );
  const start = plain.subarray(0, placeOf(plain, 'meta') - 4);
  const dataAt = start.length + meta(0, 0).length + 8;
  return Buffer.concat([start, meta(dataAt, dataAt + grid.length), box('mdat', grid, pixels)]);
}

export function avifFiles({ avif, alphaAvif }: Seeds): readonly HostileFile[] {
  const make = makerOf('avif', 'avif');
  return [
    ...filesOf(make, avif, alphaAvif),
    make(
      'grid-bomb',
      gridBomb(avif, 24_000),
      [...damaged, 'input-too-large'],
      'a grid of 65024 times the same picture',
    ),
    make(
      'grid-under-the-limit',
      gridBomb(avif, 9_900),
      damaged,
      'a grid of 98 megapixels, of 65024 times the same picture',
    ),
  ];
}

export function heicFiles({ heic, alphaHeic }: Seeds): readonly HostileFile[] {
  return filesOf(makerOf('heic', 'heic'), heic, alphaHeic);
}
