import { readFileSync } from 'node:fs';
import { OffcutError } from '../../../shared/errors.ts';
import type { DecodeHeic, HeicPixels, HeicRequest } from './heic.ts';
import { libheif } from './libheif.ts';

/** Values of enumerations in libheif/heif.h. */
const COLORSPACE_RGB = 1;
const CHROMA_INTERLEAVED_RGBA = 11;
const CHANNEL_INTERLEAVED = 10;

/** Codes of `heif_error`: a file, a feature or a codec that this build of libheif does not know. */
const UNSUPPORTED: ReadonlySet<number> = new Set([3, 4, 11]);

/** `heif_error` is two enumerations and a text's address. */
const ERROR_BYTES = 12;
/** Where `heif_security_limits` has the most pixels of one image and the largest block, as u64. */
const LIMIT_PIXELS = 8;
const LIMIT_BLOCK_BYTES = 40;
/** Where `heif_color_profile_nclx` has its enumerations. */
const NCLX_PRIMARIES = 4;
const NCLX_TRANSFER = 8;

/**
 * ITU-T H.273, tables 2 and 3: the primaries of sRGB or television, and the curves that come so
 * near to sRGB's that pictures with them are shown alike; 2 is "unspecified".
 */
const nearSrgb = {
  primaries: new Set([1, 2, 4, 5, 6, 7]),
  transfer: new Set([1, 2, 4, 5, 6, 7, 11, 12, 13, 14, 15]),
} as const;

const view = () => new DataView(libheif.HEAPU8.buffer);
const word = (at: number) => view().getUint32(at, true);

function text(at: number): string {
  const end = libheif.HEAPU8.indexOf(0, at);
  return Buffer.from(libheif.HEAPU8.subarray(at, end)).toString('utf8').trim();
}

/** Memory of libheif's that is given back at the end of `use`. */
function withMemory<T>(bytes: number, use: (at: number) => T): T {
  const at = libheif._malloc(bytes);
  if (at === 0) throw new Error('there is not enough memory');
  try {
    return use(at);
  } finally {
    libheif._free(at);
  }
}

/** Calls a function that reports by a `heif_error`; throws what that says. */
function checked(call: (error: number) => void): void {
  withMemory(ERROR_BYTES, (error) => {
    call(error);
    const code = word(error);
    if (UNSUPPORTED.has(code)) {
      throw new OffcutError('input-format-unsupported', { format: 'HEIF without HEVC' });
    }
    if (code !== 0) throw new Error(text(word(error + 8)));
  });
}

/** Calls a function that writes the address of what it makes. */
const made = (call: (error: number, result: number) => void): number =>
  withMemory(4, (result) => {
    checked((error) => {
      call(error, result);
    });
    return word(result);
  });

/** Whether the codes that stand for colours, where there are any, mean sRGB or come near to it. */
function hasSrgbCodes(handle: number): boolean {
  let profile: number;
  try {
    profile = made((error, result) => {
      libheif._heif_image_handle_get_nclx_color_profile(error, handle, result);
    });
  } catch {
    return true; // There are none.
  }
  const { primaries, transfer } = nearSrgb;
  const near =
    primaries.has(word(profile + NCLX_PRIMARIES)) && transfer.has(word(profile + NCLX_TRANSFER));
  libheif._heif_nclx_color_profile_free(profile);
  return near;
}

/** Divides colours that were multiplied by their alpha, in place. */
function unpremultiply(rgba: Uint8Array): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] as number;
    if (alpha === 255 || alpha === 0) continue;
    for (let c = at; c < at + 3; c++) {
      rgba[c] = Math.min(255, Math.round(((rgba[c] as number) * 255) / alpha));
    }
  }
}

/** The rows of an interleaved image, without their padding, in memory of our own. */
function copyRows(image: number): Omit<HeicPixels, 'srgbCodes'> {
  const width = libheif._heif_image_get_width(image, CHANNEL_INTERLEAVED);
  const height = libheif._heif_image_get_height(image, CHANNEL_INTERLEAVED);
  return withMemory(4, (strideAt) => {
    const plane = libheif._heif_image_get_plane_readonly(image, CHANNEL_INTERLEAVED, strideAt);
    const stride = word(strideAt);
    const rgba = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      const row = plane + y * stride;
      rgba.set(libheif.HEAPU8.subarray(row, row + width * 4), y * width * 4);
    }
    return { width, height, rgba };
  });
}

function decodePrimary(handle: number): HeicPixels {
  const image = made((error, result) => {
    libheif._heif_decode_image(error, handle, result, COLORSPACE_RGB, CHROMA_INTERLEAVED_RGBA, 0);
  });
  try {
    const pixels = copyRows(image);
    if (libheif._heif_image_handle_is_premultiplied_alpha(handle) !== 0) {
      unpremultiply(pixels.rgba);
    }
    return { ...pixels, srgbCodes: hasSrgbCodes(handle) };
  } finally {
    libheif._heif_image_release(image);
  }
}

/**
 * libheif refuses a file whose pixels go on behind its end. Zeros behind it let the decoder come as
 * far as there are pixels; what follows them it makes up.
 */
const withMissingEnd = (file: Buffer) => Buffer.concat([file, Buffer.alloc(4 * file.length)]);

/**
 * Decodes the primary image of a HEIC file: its rotation, mirroring and crop are applied, its EXIF
 * orientation is not, as ISO/IEC 23008-12 says of it. Blocks until it is done: 12 megapixels take
 * more than a second.
 * @throws OffcutError `input-format-unsupported`; any other Error has libheif's own words for what
 *   is damaged
 */
export function decodeHeic({ file, maxPixels, lenient }: HeicRequest): HeicPixels {
  const content = lenient ? withMissingEnd(readFileSync(file)) : readFileSync(file);
  return withMemory(content.length, (bytes) => {
    libheif.HEAPU8.set(content, bytes);
    const context = libheif._heif_context_alloc();
    try {
      const limits = libheif._heif_context_get_security_limits(context);
      // Twice the pixels, because coded sizes are padded up to whole blocks and tiles.
      view().setBigUint64(limits + LIMIT_PIXELS, BigInt(maxPixels * 2 + 2 ** 20), true);
      view().setBigUint64(limits + LIMIT_BLOCK_BYTES, BigInt(maxPixels * 8 + 2 ** 28), true);
      checked((error) => {
        libheif._heif_context_read_from_memory_without_copy(
          error,
          context,
          bytes,
          content.length,
          0,
        );
      });
      const handle = made((error, result) => {
        libheif._heif_context_get_primary_image_handle(error, context, result);
      });
      try {
        return decodePrimary(handle);
      } finally {
        libheif._heif_image_handle_release(handle);
      }
    } finally {
      libheif._heif_context_free(context);
    }
  });
}

/** Decodes without a thread, for programs that have nothing else to do meanwhile. */
export const decodeHeicHere: DecodeHeic = (request) =>
  new Promise((resolve) => {
    resolve(decodeHeic(request));
  });
