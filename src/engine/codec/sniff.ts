/** The formats that Offcut decodes. */
export const readableFormats = [
  'jpeg',
  'png',
  'webp',
  'avif',
  'heic',
  'tiff',
  'gif',
  'bmp',
] as const;
export type ReadableFormat = (typeof readableFormats)[number];

export type Sniffed =
  | { readonly kind: 'readable'; readonly format: ReadableFormat }
  /** A picture, but of a format that is not decoded; `format` is its usual name. */
  | { readonly kind: 'unsupported'; readonly format: string }
  | { readonly kind: 'unknown' };

/** How many bytes of the file's start `sniff` wants to see. */
export const SNIFF_BYTES = 1024;

const extensions: Readonly<Record<ReadableFormat, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  webp: ['webp'],
  avif: ['avif'],
  heic: ['heic', 'heif', 'hif'],
  tiff: ['tif', 'tiff'],
  gif: ['gif'],
  bmp: ['bmp', 'dib'],
};

const knownExtensions = new Set(Object.values(extensions).flat());

/** Whether a file name claims another of the known formats than its content has. */
export function extensionDisagrees(name: string, format: ReadableFormat): boolean {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined || !knownExtensions.has(extension)) return false;
  return !extensions[format].includes(extension);
}

const readable = (format: ReadableFormat): Sniffed => ({ kind: 'readable', format });
const unsupported = (format: string): Sniffed => ({ kind: 'unsupported', format });

/** ISO 14496-12: a box of type `ftyp` lists the file's brands, the major one first. */
function sniffIsoMedia(head: Buffer): Sniffed {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands: string[] = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  if (brands.includes('avif') || brands.includes('avis')) return readable('avif');
  if (brands.some((brand) => /^(hei[cxms]|mif[12])$/.test(brand))) return readable('heic');
  if (brands.some((brand) => /^(hev[cxms]|msf1)$/.test(brand))) return unsupported('HEIF sequence');
  return brands.some((brand) => brand.startsWith('cr')) ? unsupported('RAW') : { kind: 'unknown' };
}

/** What cameras' raw files begin with that do not pass for plain TIFF. */
const rawStarts = ['IIRO', 'IIRS', 'MMOR', 'IIU\0', 'FUJIFILMCCD-RAW', 'FOVb', '\0MRM'];

/** `BM` is short; a header behind it has one of a few sizes. */
function looksLikeBmp(head: Buffer): boolean {
  if (head.toString('latin1', 0, 2) !== 'BM' || head.length < 14) return false;
  const size = head.length < 18 ? 40 : head.readUInt32LE(14);
  return head.readUInt32LE(6) === 0 && size >= 12 && size <= 124;
}

/**
 * Tells a picture's format from the first bytes of its file, never from its name.
 * @param head the first `SNIFF_BYTES` bytes, or all of a shorter file
 */
export function sniff(head: Buffer): Sniffed {
  const starts = (text: string, at = 0) => head.toString('latin1', at, at + text.length) === text;

  if (starts('\xff\xd8\xff')) return readable('jpeg');
  if (starts('\x89PNG\r\n\x1a\n')) return readable('png');
  if (starts('RIFF') && starts('WEBP', 8)) return readable('webp');
  if (starts('GIF87a') || starts('GIF89a')) return readable('gif');
  // Canon's raw files say so behind the TIFF header; others are told by their directories.
  if (starts('II*\0') && starts('CR', 8)) return unsupported('RAW');
  // 43 is BigTIFF.
  if (/^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4))) return readable('tiff');
  if (starts('ftyp', 4) && head.length >= 12) return sniffIsoMedia(head);

  if (looksLikeBmp(head)) return readable('bmp');
  if (rawStarts.some((start) => starts(start))) return unsupported('RAW');
  if (starts('8BPS')) return unsupported('Photoshop');
  // Icons and cursors; a count behind it tells them from TGA.
  if (/^\0\0[\x01\x02]\0[^\0]/.test(head.toString('latin1', 0, 5))) return unsupported('ICO');
  if (starts('%PDF-')) return unsupported('PDF');
  if (starts('\0\0\0\x0cJXL ') || starts('\xff\x0a')) return unsupported('JPEG XL');
  if (starts('\0\0\0\x0cjP  ')) return unsupported('JPEG 2000');
  if (starts('qoif')) return unsupported('QOI');
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  if (/^\s*<(\?xml|!--|!DOCTYPE svg|svg)/i.test(text) && /<(!DOCTYPE )?svg/i.test(text)) {
    return unsupported('SVG');
  }
  return { kind: 'unknown' };
}
