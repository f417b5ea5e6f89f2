import sharp from 'sharp';
import { afterEach } from 'vitest';
import { draw, gradient } from '../../helpers/pixels.ts';

interface Closable {
  readonly close: () => Promise<void>;
}

/** Closes what is handed to it after each test. */
export function useClosing(): <T extends Closable>(opened: Promise<T>) => Promise<T> {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  return async (opened) => {
    const one = await opened;
    open.push(one);
    return one;
  };
}

export const photoSize = { width: 60, height: 40 };

/** A small opaque picture, which PNG and lossless WebP keep to the bit. */
export const photo = (format: 'png' | 'jpeg' | 'webp' = 'jpeg', size = photoSize) =>
  sharp(gradient(size), { raw: { ...size, channels: 3 } })
    .toFormat(format)
    .toBuffer();

/** The same, but for its left half, which is half transparent. */
export const halfTransparentPhoto = (): Promise<Buffer> => {
  const pixels = draw(photoSize, (x, y) => [x, y, 99, x < photoSize.width / 2 ? 128 : 255]);
  return sharp(pixels, { raw: { ...photoSize, channels: 4 } })
    .png()
    .toBuffer();
};

/** A form as a browser sends it; a Buffer is a JPEG file. */
export function form(fields: Readonly<Record<string, string | Buffer>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, new Blob([new Uint8Array(value)], { type: 'image/jpeg' }), 'photo.jpg');
  }
  return data;
}

export interface Taken {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly json: () => unknown;
}

export async function take(url: string, init: RequestInit = {}): Promise<Taken> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: () => JSON.parse(bytes.toString('utf8')) as unknown,
  };
}

export const post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: RequestInit['body'],
) => take(url, { method: 'POST', headers, ...(body !== undefined && { body }) });

export const postJson = (url: string, headers: Readonly<Record<string, string>>, body: object) =>
  post(url, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));

/** A picture's format and size, and how opaque it is in its corner and in its middle. */
export async function look(bytes: Buffer) {
  const { format } = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const alphaAt = (x: number, y: number) => data[(y * width + x) * 4 + 3];
  return {
    format,
    width,
    height,
    corner: alphaAt(0, 0),
    middle: alphaAt(width >> 1, height >> 1),
  };
}
