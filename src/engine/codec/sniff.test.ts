import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extensionDisagrees, readableFormats, sniff, type Sniffed } from './sniff.ts';
import { sharp } from './image-library.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const utf8 = (text: string) => Buffer.from(text, 'utf8');
const readable = (format: string) => ({ kind: 'readable', format });
const unsupported = (format: string) => ({ kind: 'unsupported', format });
const unknown: Sniffed = { kind: 'unknown' };

/** A `ftyp` box with these brands, the major one first. */
function ftyp(...[major = '', ...others]: string[]): Buffer {
  const box = bytes(`\0\0\0\0ftyp${major}\0\0\0\0${others.join('')}`);
  box.writeUInt32BE(box.length, 0);
  return box;
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

describe('sniff', () => {
  it.each([
    ['JPEG with JFIF', bytes('\xff\xd8\xff\xe0\0\x10JFIF'), readable('jpeg')],
    ['JPEG with Exif', bytes('\xff\xd8\xff\xe1\0\x10Exif'), readable('jpeg')],
    ['PNG', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), readable('png')],
    ['WebP', bytes('RIFF\x10\0\0\0WEBPVP8 '), readable('webp')],
    ['GIF 87a', bytes('GIF87a\x01\0\x01\0'), readable('gif')],
    ['GIF 89a', bytes('GIF89a\x01\0\x01\0'), readable('gif')],
    ['TIFF, little endian', bytes('II*\0\x08\0\0\0'), readable('tiff')],
    ['TIFF, big endian', bytes('MM\0*\0\0\0\x08'), readable('tiff')],
    ['BigTIFF, little endian', bytes('II+\0\x08\0\0\0'), readable('tiff')],
    ['BigTIFF, big endian', bytes('MM\0+\0\x08\0\0'), readable('tiff')],
    ['AVIF', ftyp('avif', 'mif1', 'miaf'), readable('avif')],
    ['an AVIF sequence', ftyp('avis', 'msf1'), readable('avif')],
    ['AVIF named second', ftyp('mif1', 'avif'), readable('avif')],
    ['HEIC', ftyp('heic', 'mif1', 'heic'), readable('heic')],
    ['HEIC named second', ftyp('mif1', 'heix'), readable('heic')],
    ['HEIF without a word of its coding', ftyp('mif1'), readable('heic')],
    ['a HEIC sequence with a still picture', ftyp('hevc', 'msf1', 'mif1'), readable('heic')],
    ['a HEIF sequence', ftyp('msf1'), unsupported('HEIF sequence')],
    ['a HEVC sequence', ftyp('hevc', 'msf1'), unsupported('HEIF sequence')],
    ['Canon CR3', ftyp('crx ', 'isom'), unsupported('RAW')],
    ['Canon CR2', bytes('II*\0\x10\0\0\0CR\x02\0'), unsupported('RAW')],
    ['MP4', ftyp('isom', 'mp42'), unknown],
    ['an ftyp box cut short after the brand', ftyp('avif').subarray(0, 12), readable('avif')],
    ['an ftyp box cut short before the brand', ftyp('avif').subarray(0, 11), unknown],
    ['a brand behind the ftyp box', Buffer.concat([ftyp('isom'), bytes('avif')]), unknown],
    ['BMP', bytes('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'), readable('bmp')],
    ['BMP of OS/2', bytes('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x0c\0\0\0'), readable('bmp')],
    ['BMP cut short', bytes('BM\x36\0\0\0\0\0\0\0\x36\0\0\0'), readable('bmp')],
    ['BM with no header behind', bytes('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\xff\xff\0\0'), unknown],
    ['text that begins with BM', bytes('BMW is a maker of cars'), unknown],
    ['Photoshop', bytes('8BPS\0\x01'), unsupported('Photoshop')],
    ['ICO', bytes('\0\0\x01\0\x01\0'), unsupported('ICO')],
    ['TGA, which begins like a cursor', bytes('\0\0\x02\0\0\0\0\0\0\0\0\0'), unknown],
    ['a cursor', bytes('\0\0\x02\0\x01\0'), unsupported('ICO')],
    ['Olympus ORF', bytes('IIRO\x08\0\0\0'), unsupported('RAW')],
    ['Olympus ORF of a later kind', bytes('IIRS\x08\0\0\0'), unsupported('RAW')],
    ['Olympus ORF, big endian', bytes('MMOR\0\0\0\x08'), unsupported('RAW')],
    ['Panasonic RW2', bytes('IIU\0\x18\0\0\0'), unsupported('RAW')],
    ['Fujifilm RAF', bytes('FUJIFILMCCD-RAW 0201'), unsupported('RAW')],
    ['Sigma X3F', bytes('FOVb\0\0\x02\0'), unsupported('RAW')],
    ['Minolta MRW', bytes('\0MRM\0\0\0\0'), unsupported('RAW')],
    ['PDF', bytes('%PDF-1.7\n'), unsupported('PDF')],
    ['JPEG XL, container', bytes('\0\0\0\x0cJXL \r\n\x87\n'), unsupported('JPEG XL')],
    ['JPEG XL, bare', bytes('\xff\x0a\0\0'), unsupported('JPEG XL')],
    ['JPEG 2000', bytes('\0\0\0\x0cjP  \r\n\x87\n'), unsupported('JPEG 2000')],
    ['QOI', bytes('qoif\0\0\0\x01'), unsupported('QOI')],
    ['SVG', utf8(svg), unsupported('SVG')],
    ['SVG after white space', utf8(`\r\n\t ${svg}`), unsupported('SVG')],
    ['SVG after a prolog', utf8(`<?xml version="1.0"?>\n${svg}`), unsupported('SVG')],
    ['SVG after a comment', utf8(`<!-- made by hand -->\n${svg}`), unsupported('SVG')],
    ['SVG after a byte order mark', utf8(`\uFEFF<?xml version="1.0"?>${svg}`), unsupported('SVG')],
    ['SVG with a DOCTYPE', utf8('<!DOCTYPE svg PUBLIC "">'), unsupported('SVG')],
    ['XML that is not SVG', utf8('<?xml version="1.0"?><rss/>'), unknown],
    ['HTML', utf8(`<!DOCTYPE html><html>${svg}</html>`), unknown],
    ['text that speaks of SVG', utf8(`Write ${svg} into a file.`), unknown],
    ['RIFF that is not WebP', bytes('RIFF\x10\0\0\0WAVEfmt '), unknown],
    ['RIFF cut short', bytes('RIFF\x10\0\0\0WEB'), unknown],
    ['text', utf8('Hello, world. This is not a picture.'), unknown],
    ['nothing', Buffer.alloc(0), unknown],
    ['zeros', Buffer.alloc(1024), unknown],
  ])('%s', (_, head, expected) => {
    expect(sniff(head)).toEqual(expected);
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)(
    'knows a %s file that sharp wrote',
    async (format) => {
      const create = { width: 4, height: 4, channels: 3, background: 'red' } as const;
      const file = await sharp({ create }).toFormat(format).toBuffer();
      expect(sniff(file.subarray(0, 1024))).toEqual(readable(format));
    },
  );

  it('takes short files of every kind without throwing', () => {
    const starts = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBP', 'GIF89a', 'II*\0'];
    for (const start of [...starts, '\0\0\0\x20ftypavif', 'BM\0\0', '<svg', 'zzzzzzzzzzz']) {
      const whole = bytes(start.padEnd(11, '\0'));
      for (let length = 1; length <= 11; length++) {
        const { kind } = sniff(whole.subarray(0, length));
        if (length < 3) expect(kind).toBe('unknown');
      }
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (random) => {
        expect(sniff(Buffer.from(random))).toHaveProperty('kind');
        expect(sniff(Buffer.concat([bytes('\0\0\0\0ftyp'), random]))).toHaveProperty('kind');
      }),
    );
  });
});

describe('extensionDisagrees', () => {
  it.each([
    ['a.jpg', 'jpeg', false],
    ['a.JPEG', 'jpeg', false],
    ['a.jpe', 'jpeg', false],
    ['a.jfif', 'jpeg', false],
    ['a.png', 'png', false],
    ['a.apng', 'png', false],
    ['a.webp', 'webp', false],
    ['a.avif', 'avif', false],
    ['a.tif', 'tiff', false],
    ['a.TIFF', 'tiff', false],
    ['a.gif', 'gif', false],
    ['a.HEIC', 'heic', false],
    ['a.heif', 'heic', false],
    ['a.hif', 'heic', false],
    ['a.bmp', 'bmp', false],
    ['a.dib', 'bmp', false],
    ['a.heic', 'jpeg', true],
    ['a.jpg', 'heic', true],
    ['a.bmp', 'png', true],
    ['a.avif', 'heic', true],
    ['a.jpg', 'png', true],
    ['a.b.PNG', 'jpeg', true],
    ['a.gif', 'webp', true],
    ['no extension', 'png', false],
    ['folder.jpg/name', 'png', false],
    ['folder.jpg\\name', 'png', false],
    ['a.unknown', 'png', false],
    ['a.', 'png', false],
    ['', 'png', false],
    ['.jpg', 'png', true],
  ] as const)('%j that holds %s: %s', (name, format, expected) => {
    expect(extensionDisagrees(name, format)).toBe(expected);
  });

  it('has an extension for every format', () => {
    for (const format of readableFormats)
      expect(extensionDisagrees(`a.${format}`, format)).toBe(false);
  });
});
