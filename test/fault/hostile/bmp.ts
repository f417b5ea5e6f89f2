import { noise } from '../../helpers/pixels.ts';
import { ascii, patched, u16le, u32le } from '../../helpers/bytes.ts';
import { done, doneOrDamaged, makerOf, refusals, type HostileFile } from './hostile-file.ts';

/** BMP by hand: a file header of 14 bytes, BITMAPINFOHEADER, palette, rows from the bottom up. */

interface Parts {
  readonly width?: number;
  readonly height?: number;
  readonly bits?: number;
  readonly compression?: number;
  readonly colours?: number;
  readonly planes?: number;
  readonly headerBytes?: number;
  readonly pixelsAt?: number;
  readonly pixels?: Buffer;
  readonly palette?: Buffer;
}

function bmp(parts: Parts): Buffer {
  const { width = 16, height = 16, bits = 24, compression = 0, colours = 0, planes = 1 } = parts;
  const { headerBytes = 40, pixels = noise(768), palette = Buffer.alloc(0) } = parts;
  const pixelsAt = parts.pixelsAt ?? 54 + palette.length;
  const size = 54 + palette.length + pixels.length;
  return Buffer.concat([
    ascii('BM'),
    u32le(size, 0, pixelsAt, headerBytes, width >>> 0, height >>> 0),
    u16le(planes, bits),
    u32le(compression, pixels.length, 2_835, 2_835, colours, 0),
    palette,
    pixels,
  ]);
}

const make = makerOf('bmp', 'bmp');
const refused = refusals;

export function bmpFiles(): readonly HostileFile[] {
  const whole = bmp({});
  const indexed = { bits: 8, pixels: noise(256) };
  const runs = (bytes: Buffer) =>
    bmp({ bits: 8, compression: 1, palette: Buffer.alloc(1024, 9), pixels: bytes });
  return [
    make('sound', whole, done, 'a sound picture'),
    ...[1, 2, 10, 14, 20, 40, 54, 200].map((at) =>
      make(`cut-${at}`, whole.subarray(0, at), refused, `cut after ${at} bytes`),
    ),
    make('bomb', bmp({ width: 60_000, height: 60_000 }), refused, '3600 megapixels in its header'),
    make(
      'largest',
      bmp({ width: 0x7fffffff, height: 0x7fffffff }),
      refused,
      'the largest size that can be said',
    ),
    make('negative-width', bmp({ width: -16 }), refused, 'a width below 0'),
    make('lowest-height', bmp({ height: -0x80000000 }), refused, 'a height that has no positive'),
    make('top-down', bmp({ height: -16 }), done, 'rows from the top down'),
    make('0x0', bmp({ width: 0, height: 0 }), refused, 'no pixel'),
    make('1x1', bmp({ width: 1, height: 1, pixels: noise(4) }), refused, 'one pixel'),
    make('taller', bmp({ height: 32 }), refused, 'the data ends half way'),
    make(
      'under-the-limit',
      bmp({ width: 9_000, height: 9_000 }),
      refused,
      '81 megapixels are promised, 256 come',
    ),
    ...[0, 2, 3, 7, 33, 255].map((bits) =>
      make(`bits-${bits}`, bmp({ bits }), refused, `${bits} bits a pixel`),
    ),
    make('compression-99', bmp({ compression: 99 }), refused, 'a compression that is none'),
    make('jpeg-inside', bmp({ compression: 4, bits: 0 }), refused, 'a JPEG inside, for printers'),
    make('planes-9', bmp({ planes: 9 }), doneOrDamaged, 'nine planes'),
    make('header-0', bmp({ headerBytes: 0 }), refused, 'a header of no length'),
    make('header-huge', bmp({ headerBytes: 0x7fffffff }), refused, 'a header of 2 GB'),
    make('pixels-outside', bmp({ pixelsAt: 0x7fffffff }), refused, 'its pixels are behind the end'),
    make('pixels-in-header', bmp({ pixelsAt: 2 }), refused, 'its pixels are its header'),
    make(
      'palette-missing',
      bmp({ ...indexed, colours: 256 }),
      refused,
      'its palette is its pixels',
    ),
    make(
      'palette-huge',
      bmp({ ...indexed, colours: 0xffffffff }),
      refused,
      'a palette of four billion colours',
    ),
    make(
      'palette-short',
      bmp({ ...indexed, colours: 2, palette: Buffer.alloc(8, 9) }),
      doneOrDamaged,
      'pixels beyond its palette',
    ),
    make('runs-endless', runs(Buffer.alloc(3_000, 0xff)), refused, 'runs beyond the picture'),
    make(
      'runs-jump',
      runs(Buffer.from([0, 2, 255, 255, 0, 2, 255, 255, 9, 9])),
      doneOrDamaged,
      'jumps beyond the picture',
    ),
    make('runs-none', runs(Buffer.alloc(0)), refused, 'no run at all'),
    make(
      'masks-cut',
      patched(bmp({ bits: 32, compression: 3 }), 14, u32le(40)).subarray(0, 58),
      refused,
      'its colour masks are cut',
    ),
  ];
}
