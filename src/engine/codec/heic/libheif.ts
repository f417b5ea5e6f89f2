import { createRequire } from 'node:module';

/**
 * The part of libheif's C API (libheif/heif.h) that is called here, as Emscripten exports it:
 * pointers are numbers, and a function that returns a `heif_error` writes it to its first argument.
 */
export interface LibHeif {
  /** The whole memory; another array after each growth. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(at: number): void;
  _heif_context_alloc(): number;
  _heif_context_free(context: number): void;
  _heif_context_get_security_limits(context: number): number;
  _heif_context_read_from_memory_without_copy(
    error: number,
    context: number,
    bytes: number,
    length: number,
    options: number,
  ): void;
  _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
  _heif_image_handle_release(handle: number): void;
  _heif_image_handle_is_premultiplied_alpha(handle: number): number;
  _heif_image_handle_get_nclx_color_profile(error: number, handle: number, profile: number): void;
  _heif_nclx_color_profile_free(profile: number): void;
  _heif_decode_image(
    error: number,
    handle: number,
    image: number,
    colorspace: number,
    chroma: number,
    options: number,
  ): void;
  _heif_image_get_width(image: number, channel: number): number;
  _heif_image_get_height(image: number, channel: number): number;
  _heif_image_get_plane_readonly(image: number, channel: number, stride: number): number;
  _heif_image_release(image: number): void;
}

/** Compiled when this file is loaded: a tenth of a second. The package has no types of its own. */
export const libheif = createRequire(import.meta.url)('libheif-js/wasm-bundle.js') as LibHeif;
