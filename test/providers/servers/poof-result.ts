import {
  ellipseCutout,
  encode,
  subjectBox,
  type Box,
  type Encoding,
  type Picture,
  type PictureFormat,
} from './cutout.ts';

/** The two states of Poof's documentation, of which the second is newer. */
export type Generation = 1 | 2;

interface Size {
  readonly width: number;
  readonly height: number;
}

const LONGEST_SIDE: Readonly<Record<string, number>> = {
  preview: 256,
  small: 512,
  medium: 1024,
  large: 2048,
};
const MOST_PIXELS: Readonly<Record<string, number>> = {
  preview: 250_000,
  medium: 1_500_000,
  hd: 4_000_000,
};

/** What is small enough already, keeps its size. */
function shrunk({ width, height }: Size, generation: Generation, preset: string): Size {
  const side = LONGEST_SIDE[preset] ?? Infinity;
  const pixels = MOST_PIXELS[preset] ?? Infinity;
  const scale =
    generation === 1 ? side / Math.max(width, height) : Math.sqrt(pixels / (width * height));
  if (scale >= 1) return { width, height };
  const scaled = (length: number) => Math.max(1, Math.floor(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

const share = (text: string): number =>
  text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);

/**
 * The subject's box, with room around it: as parts of its sides, one for both directions or the
 * vertical and the horizontal, as in CSS. It ends at the picture's edge. Which of a subject's or a
 * picture's sides the parts are of, and which direction comes first, is not documented.
 */
function cropBox(picture: Size, padding: string): Box {
  const box = subjectBox(picture);
  const [vertical = 0, horizontal = vertical] = padding.split(',').map(share);
  const [dx, dy] = [Math.round(box.width * horizontal), Math.round(box.height * vertical)];
  const left = Math.max(0, box.left - dx);
  const top = Math.max(0, box.top - dy);
  const right = Math.min(picture.width, box.left + box.width + dx);
  const bottom = Math.min(picture.height, box.top + box.height + dy);
  return { left, top, width: right - left, height: bottom - top };
}

const formats: Readonly<Record<string, PictureFormat>> = { png: 'png', jpg: 'jpeg', webp: 'webp' };
const channelKinds: Readonly<Record<string, 'rgba' | 'rgb' | 'alpha'>> = {
  rgba: 'rgba',
  rgb: 'rgb',
  alpha: 'alpha',
};

/** A colour under rgba is laid behind the subject in the second generation only. */
function colouring(fields: Readonly<Record<string, string>>, generation: Generation) {
  const channels = channelKinds[fields['channels'] ?? 'rgba'] ?? 'rgba';
  const background = fields['bg_color'];
  if (background === undefined) return { channels };
  const filled = channels === 'rgba' && generation === 2;
  return { channels: filled ? ('rgb' as const) : channels, background };
}

export interface PoofResult extends Size {
  readonly bytes: Buffer;
  readonly format: PictureFormat;
}

/** Makes what the fields, which are valid, ask for. */
export async function poofResult(
  picture: Picture,
  fields: Readonly<Record<string, string>>,
  { generation, resultSize }: { generation: Generation; resultSize: Size | undefined },
): Promise<PoofResult> {
  const format = formats[fields['format'] ?? 'png'] ?? 'png';
  const padding = generation === 1 ? '0' : (fields['padding'] ?? '10%');
  const box = fields['crop'] === 'true' ? cropBox(picture, padding) : undefined;
  const size = resultSize ?? shrunk(box ?? picture, generation, fields['size'] ?? 'full');
  const encoding: Encoding = {
    format,
    size,
    ...(box && { box }),
    ...colouring(fields, generation),
  };
  return { bytes: await encode(ellipseCutout(picture), encoding), format, ...size };
}
