import type { ErrorReport } from '../../../shared/errors.ts';

/** What is asked of a HEIC decoder. */
export interface HeicRequest {
  readonly file: string;
  /** How many pixels the header was allowed to claim. */
  readonly maxPixels: number;
  /** Take what is readable of a file that was cut short. */
  readonly lenient: boolean;
}

/** The primary image of a HEIC file, upright. */
export interface HeicPixels {
  readonly width: number;
  readonly height: number;
  /** R G B A, `width * height * 4` bytes, not premultiplied. */
  readonly rgba: Uint8Array<ArrayBuffer>;
  /** False where colours are coded (nclx) as something else than sRGB, such as Display P3 or HDR. */
  readonly srgbCodes: boolean;
}

/** Decodes one picture; rejects as `decodeHeic` throws. */
export type DecodeHeic = (request: HeicRequest) => Promise<HeicPixels>;

/** What the thread answers. */
export type HeicAnswer =
  | { readonly type: 'pixels'; readonly pixels: HeicPixels }
  | { readonly type: 'unsupported'; readonly error: ErrorReport }
  | { readonly type: 'damaged'; readonly reason: string };
