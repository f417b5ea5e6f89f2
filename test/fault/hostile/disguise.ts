import { ascii, repeated, u16le, u32be, u32le } from '../../helpers/bytes.ts';
import { makerOf, type HostileFile, type Outcome } from './hostile-file.ts';
import type { Seeds } from './seeds.ts';

/** Files that are not what their name says, some of which other loaders would gladly open. */

const unknown: readonly Outcome[] = ['input-not-an-image'];
const unsupported: readonly Outcome[] = ['input-format-unsupported'];
const either: readonly Outcome[] = [...unknown, ...unsupported];

const svg = (content: string, before = '') =>
  `<?xml version="1.0"?>${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">${content}</svg>`;

/** Entities that double thirty times. */
const laughs = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "&l${i};&l${i};">`).join(
  '',
);

/** Name, content and outcome of text and binaries under a picture's name. */
const contents: readonly (readonly [
  name: string,
  bytes: Buffer | string,
  expected: readonly Outcome[],
])[] = [
  ['text', 'This is no picture at all.\n', unknown],
  ['html', '<!DOCTYPE html><html><body><img src="x"><svg></svg></body></html>', either],
  ['json', '{"a": 1}', unknown],
  ['script', '#!/bin/sh\nrm -rf ~\n', unknown],
  ['zip', Buffer.concat([ascii('PK\x03\x04'), Buffer.alloc(200)]), unknown],
  ['gzip', Buffer.from('1f8b0800000000000003', 'hex'), unknown],
  ['exe', Buffer.concat([ascii('MZ'), Buffer.alloc(300)]), unknown],
  ['elf', Buffer.concat([ascii('\x7fELF\x02\x01\x01'), Buffer.alloc(300)]), unknown],
  ['wav', Buffer.concat([ascii('RIFF'), u32le(100), ascii('WAVEfmt '), Buffer.alloc(92)]), unknown],
  [
    'mp4',
    Buffer.concat([u32be(20), ascii('ftypisom'), Buffer.alloc(8), Buffer.alloc(100)]),
    unknown,
  ],
  ['zeros', Buffer.alloc(5_000), unknown],
  ['one-byte', 'x', unknown],
  ['empty', '', ['input-empty']],
  [
    'svg-entity',
    svg('<text>&a;</text>', '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    unsupported,
  ],
  ['svg-image', svg('<image xlink:href="file:///etc/passwd"/>'), unsupported],
  [
    'svg-xinclude',
    svg('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    unsupported,
  ],
  [
    'svg-laughs',
    svg('<text>&l30;</text>', `<!DOCTYPE svg [<!ENTITY l0 "ha">${laughs}]>`),
    unsupported,
  ],
  ['svg-late', `<?xml version="1.0"?>${' '.repeat(3_000)}<svg width="9" height="9"/>`, either],
  ['svgz', Buffer.from('1f8b08000000000002ff', 'hex'), unknown],
  ['postscript', '%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n', either],
  ['pdf', '%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n', unsupported],
  [
    'mvg',
    "push graphic-context\nviewbox 0 0 64 64\nimage over 0,0 0,0 '/etc/passwd'\npop graphic-context\n",
    unknown,
  ],
  ['msl', '<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>', unknown],
  ['magick-ephemeral', 'ephemeral:/etc/passwd', unknown],
  ['ppm', 'P3 2 2 255 0 0 0 1 1 1 2 2 2 3 3 3', unknown],
  ['pgm', Buffer.concat([ascii('P5 64 64 255\n'), Buffer.alloc(4_096)]), unknown],
  [
    'radiance',
    Buffer.concat([
      ascii('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 64 +X 64\n'),
      Buffer.alloc(20_000),
    ]),
    unknown,
  ],
  ['csv', '1,2,3\n4,5,6\n7,8,9\n', unknown],
  ['matrix', '3 3\n1 2 3\n4 5 6\n7 8 9\n', unknown],
  ['vips', Buffer.concat([u32be(0x08f2a6b6, 64, 64, 3), Buffer.alloc(20_000)]), unknown],
  ['fits', ascii('SIMPLE  =                    T'.padEnd(2_880)), unknown],
  ['openexr', Buffer.concat([Buffer.from('762f310102000000', 'hex'), Buffer.alloc(100)]), unknown],
  ['photoshop', Buffer.concat([ascii('8BPS\0\x01'), Buffer.alloc(200)]), unsupported],
  ['icon', Buffer.concat([u16le(0, 1, 1), Buffer.alloc(100)]), unsupported],
  ['jpeg-xl', Buffer.concat([Buffer.from('ff0a', 'hex'), Buffer.alloc(100)]), unsupported],
  [
    'jpeg-2000',
    Buffer.concat([u32be(12), ascii('jP  \r\n\x87\n'), Buffer.alloc(100)]),
    unsupported,
  ],
];

export function disguisedFiles({ jpeg, png, gif }: Seeds): readonly HostileFile[] {
  const asPng = makerOf('disguise', 'png');
  const asJpeg = makerOf('disguise', 'jpg');
  const archive = Buffer.concat([
    ascii('PK\x03\x04'),
    Buffer.alloc(100),
    ascii('PK\x05\x06'),
    Buffer.alloc(18),
  ]);
  const comment = ascii('=1;/*');
  return [
    ...contents.map(([name, bytes, expected]) =>
      asPng(
        name,
        Buffer.isBuffer(bytes) ? bytes : ascii(bytes),
        expected,
        `${name} under the name of a PNG`,
      ),
    ),
    asPng('jpeg', jpeg, ['done'], 'a JPEG under the name of a PNG'),
    asJpeg('png', png, ['done'], 'a PNG under the name of a JPEG'),
    asPng('png-zip', Buffer.concat([png, archive]), ['done'], 'a PNG that is a ZIP archive, too'),
    asJpeg(
      'jpeg-html',
      Buffer.concat([jpeg, ascii('<html><script>alert(1)</script></html>')]),
      ['done'],
      'a JPEG that is a web page, too',
    ),
    asJpeg('jpeg-png', Buffer.concat([jpeg, png]), ['done'], 'a JPEG and a PNG behind it'),
    asJpeg('gif-script', Buffer.concat([gif, comment]), ['done'], 'a GIF with a script behind it'),
    asPng(
      'jpeg-magic-only',
      Buffer.concat([Buffer.from('ffd8ff', 'hex'), repeated(ascii('<svg/>'), 50)]),
      ['input-damaged'],
      'the first bytes of a JPEG before something else',
    ),
    asPng(
      'png-magic-only',
      Buffer.concat([png.subarray(0, 8), ascii('<?php system("id"); ?>')]),
      ['input-damaged'],
      'the first bytes of a PNG before a script',
    ),
    asPng(
      'tiff-magic-pdf',
      Buffer.concat([ascii('II*\0'), ascii('%PDF-1.7')]),
      ['input-damaged'],
      'the first bytes of a TIFF before a PDF',
    ),
  ];
}
