import sharp from 'sharp';

/** Pixels of a picture: R G B A, 8 bits each, rows from the top. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export type PictureFormat = 'png' | 'jpeg' | 'webp';

export interface Picture extends Pixels {
  readonly format: PictureFormat;
  /** False as soon as one pixel lets anything through. */
  readonly opaque: boolean;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type PictureProblem = 'not-a-picture' | 'too-many-bytes' | 'too-many-pixels';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');

/** By the first bytes: these are the formats that all of the providers take. */
export function sniff(bytes: Buffer): PictureFormat | undefined {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return 'png';
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return 'jpeg';
  const [riff, webp] = [bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)];
  return riff === 'RIFF' && webp === 'WEBP' ? 'webp' : undefined;
}

/**
 * Opens an upload as stored, whatever its EXIF orientation says: that no provider documents, so that
 * a client that leaves it to them gets its cutout lying on its side.
 */
export async function openPicture(
  bytes: Buffer,
  { maxBytes, maxPixels }: { readonly maxBytes: number; readonly maxPixels: number },
): Promise<Picture | PictureProblem> {
  if (bytes.length > maxBytes) return 'too-many-bytes';
  const format = sniff(bytes);
  if (format === undefined) return 'not-a-picture';
  try {
    const source = sharp(bytes, { limitInputPixels: false });
    const { width, height } = await source.metadata();
    if (width * height > maxPixels) return 'too-many-pixels';
    const data = await source.toColourspace('srgb').ensureAlpha().raw().toBuffer();
    return { data, width, height, format, opaque: isOpaque(data) };
  } catch {
    return 'not-a-picture';
  }
}

function isOpaque(data: Buffer): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** The ellipse's radii, as parts of the picture's sides. */
const RADIUS = 0.35;
const SOFT_EDGE = 4;

/** What the cutout leaves visible. */
export function subjectBox({ width, height }: Pick<Pixels, 'width' | 'height'>): Box {
  const [left, top] = [Math.floor(width * (0.5 - RADIUS)), Math.floor(height * (0.5 - RADIUS))];
  return { left, top, width: width - 2 * left, height: height - 2 * top };
}

/** The picture's own colours behind an ellipse in its middle, whose edge is soft by a few pixels. */
export function ellipseCutout({ data, width, height }: Pixels): Pixels {
  const cut = Buffer.from(data);
  const [rx, ry] = [width * RADIUS, height * RADIUS];
  const pixelsPerRadius = Math.min(rx, ry);
  for (let y = 0; y < height; y++) {
    const dy = (y + 0.5 - height / 2) / ry;
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5 - width / 2) / rx;
      const inside = (1 - Math.sqrt(dx * dx + dy * dy)) * pixelsPerRadius;
      const alpha = Math.min(1, Math.max(0, inside / SOFT_EDGE + 0.5));
      cut[(y * width + x) * 4 + 3] = Math.round(alpha * 255);
    }
  }
  return { data: cut, width, height };
}

export interface Encoding {
  readonly format: PictureFormat;
  /** The part to keep; all of it otherwise. */
  readonly box?: Box;
  /** In pixels, of what is kept. */
  readonly size?: { readonly width: number; readonly height: number };
  /** `alpha` is the matte as a grey picture. JPEG takes `rgba` for `rgb`, as it has no alpha. */
  readonly channels?: 'rgba' | 'rgb' | 'alpha';
  /** Any CSS colour; behind the subject wherever there is no alpha. */
  readonly background?: string;
}

/** Encodes without loss where the format can, so that colours can be compared. */
export async function encode(
  { data, width, height }: Pixels,
  { format, box, size, channels = 'rgba', background = '#ffffff' }: Encoding,
): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  if (box) image.extract(box);
  if (size) image.resize({ ...size, fit: 'fill' });
  if (channels === 'alpha') image.extractChannel(3);
  else if (channels === 'rgb' || format === 'jpeg') image.flatten({ background });
  switch (format) {
    case 'png':
      return image.png({ compressionLevel: 3 }).toBuffer();
    case 'webp':
      return image.webp({ lossless: true, effort: 0, exact: true }).toBuffer();
    case 'jpeg':
      return image.jpeg({ quality: 95 }).toBuffer();
  }
}
