import { fill } from './fill.ts';
import type { OutputFormat } from './recipe.ts';

/** What the local engine runs on. */
export type Device = 'cpu' | 'webgpu' | 'directml' | 'coreml' | 'cuda';

/** A size in px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An axis-aligned box in px; right and bottom edges are `x + width`, `y + height`. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The stages that a picture goes through, in order. */
export const stages = ['decode', 'load', 'matte', 'compose', 'encode'] as const;
export type Stage = (typeof stages)[number];

/** Milliseconds spent in each stage; a stage that did not happen is 0. Waiting is not counted. */
export type StageTimes = Readonly<Record<Stage, number>>;

/** Each with its sentence; `{name}` is filled from what is known of the source. */
const warnings = {
  'extension-mismatch': 'The file name says another format than the content; the content was used.',
  'first-frame-only': 'The source has {pages} pictures, frames or pages; only the first was taken.',
  'main-picture-only':
    'The source has {pages} pictures; only its main one, number {page}, was taken.',
  'preview-skipped': 'The source begins with a small preview; the picture behind it was taken.',
  'converted-to-srgb': 'The colours were converted to sRGB.',
  'colours-taken-for-srgb':
    'The source says in codes that its colours are not sRGB; they were taken for sRGB all the same.',
  'reduced-to-8-bit': 'The source has {depth} bits per channel; the cutout has 8.',
  'damaged-source': 'The source is damaged; what was readable was used.',
  'own-transparency-used': 'The source was transparent already; its own transparency was kept.',
  'low-confidence':
    'The model was not sure what belongs to the subject; have a look at the cutout.',
  'filled-with-white': 'Without transparency, the background was filled with white.',
  'exif-left-out': 'The EXIF data is damaged or too large and was left out.',
  'exif-not-carried': 'This output format cannot carry the EXIF data.',
} as const;
export type Warning = keyof typeof warnings;
export const warningNames = Object.keys(warnings) as readonly Warning[];

/** What the engine knows of a picture that it decoded. */
export interface SourceFacts {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** Bits of one channel, as stored. */
  readonly depth: number;
  /** How many pictures, pages or frames there are, and which of them, from 1, was taken. */
  readonly pages: number;
  readonly page: number;
}

/** What a warning says to the user. */
export const warningSentence = (warning: Warning, { pages, page, depth }: SourceFacts): string =>
  fill(warnings[warning], { pages, page, depth });

/** What a provider made of a picture. */
export interface ProviderFacts {
  readonly id: string;
  /** In the provider's own credits: as it said, or as its price list says. */
  readonly credits: number;
  /** From the first byte sent to the last one received, waiting and retries included. */
  readonly ms: number;
  /** The provider's own number for the request, for its support; null: it gave none. */
  readonly request: string | null;
  /** Why a local model did not do; null: none was asked. */
  readonly because: string | null;
}

/** What the engine knows of a finished cutout. */
export interface CutoutFacts {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: OutputFormat;
  readonly source: SourceFacts;
  /** null when the source's own transparency was used and no model ran. */
  readonly model: { readonly id: string; readonly version: string } | null;
  readonly device: Device | null;
  /** Who made the matte in place of a model here; null: nobody else did. */
  readonly provider: ProviderFacts | null;
  readonly times: StageTimes;
  /** 0-1: how likely the matte is good (`engine/matte/confidence.ts`); 1 when no model ran. */
  readonly confidence: number;
  /**
   * 0-1: the share of the subject's pixels whose alpha is neither clearly in nor clearly out,
   * measured on the matte that was used, whoever made it.
   */
  readonly ambiguous: number;
  /** The subject's box in source px, after orientation. */
  readonly subject: Box;
  readonly warnings: readonly Warning[];
}
