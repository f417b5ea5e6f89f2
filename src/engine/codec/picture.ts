import type { Warning } from '../../shared/cutout.ts';
import type { Samples } from '../compose/samples.ts';
import type { Metadata } from './metadata.ts';
import type { DecodeHeic } from './heic/heic.ts';
import type { ReadableFormat } from './sniff.ts';

export interface DecodeOptions {
  /** The picture's name as the user knows it. */
  readonly name: string;
  readonly maxPixels: number;
  /** Take what is readable of a damaged picture. */
  readonly lenient: boolean;
  readonly heic: DecodeHeic;
}

/** RGB pictures in their own colours with their profile, or converted to sRGB by it. */
export type Colours = 'own' | 'srgb';

/** What a reader finds in a picture's header, before any pixel is decoded. */
export interface HeaderFacts {
  /** Upright, i.e. after its orientation is applied, in px. */
  readonly width: number;
  readonly height: number;
  /** Bits of one channel as stored: 8, 10, 12, 16 or 32; fewer count as 8. */
  readonly depth: number;
  /** Whether there is an alpha channel; its values may still all be opaque. */
  readonly hasAlpha: boolean;
  /** RGB is taken as it is and keeps its profile; any other colour space becomes sRGB. */
  readonly space: 'rgb' | 'grey' | 'other';
  /** How many pictures, pages or frames there are, and which of them, from 1, is taken. */
  readonly pages: { readonly count: number; readonly taken: number };
  /** The blocks of the source as they are. */
  readonly metadata: Metadata;
  /** Pixels per inch, when the source says. */
  readonly density: number | undefined;
  /** What only this format has to say. */
  readonly warnings: readonly Warning[];
}

/** Bits of a channel that are wanted. */
export type Depth = 8 | 16;

export interface ReadPixels {
  /**
   * Upright, R G B A, not premultiplied, `width * height * 4` samples; 16 bits if they were asked
   * for and are there.
   */
  readonly rgba: Samples;
  readonly warnings: readonly Warning[];
}

/** A picture whose header was read and whose pixels wait to be. */
export interface OpenedPicture extends HeaderFacts {
  /** Throws what its decoder says when the pixels cannot be read. */
  readonly readPixels: (colours: Colours, lenient: boolean, depth: Depth) => Promise<ReadPixels>;
}

/**
 * A way of reading some formats.
 * @throws OffcutError `input-format-unsupported`, `input-damaged`, `input-too-complex`; anything
 *   else that it throws says what is damaged
 */
export type OpenPicture = (
  file: string,
  format: ReadableFormat,
  options: DecodeOptions,
) => Promise<OpenedPicture>;

/** An opened picture that is neither too large nor too small. */
export interface PictureHeader extends OpenedPicture {
  readonly file: string;
  readonly format: ReadableFormat;
  readonly options: DecodeOptions;
}

/** A decoded picture: upright, 8 bits per channel, interleaved R G B A, not premultiplied. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly rgba: Buffer;
  /** The same with 16 bits, where they were asked for. */
  readonly rgba16: Uint16Array<ArrayBuffer> | undefined;
  readonly opaque: boolean;
  readonly format: ReadableFormat;
  /** Of the source, see `HeaderFacts`. */
  readonly depth: number;
  readonly pages: HeaderFacts['pages'];
  /** The blocks of the source as they are; the ICC profile only if it describes `rgba`. */
  readonly metadata: Metadata;
  /** Pixels per inch, when the source says. */
  readonly density: number | undefined;
  readonly warnings: readonly Warning[];
}
