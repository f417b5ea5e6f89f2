import { z } from 'zod';
import type { CutoutFacts, Device, Size, Stage } from './cutout.ts';
import type { ErrorReport } from './errors.ts';
import { modelSchema } from './model.ts';
import { recipeSchema } from './recipe.ts';

/**
 * What core and the engine process say to each other. Only small plain messages: pictures travel
 * as file paths. Both sides compare this number at the handshake; raise it with every change here.
 */
export const PROTOCOL_VERSION = 8;

const configureMessage = z.strictObject({
  type: z.literal('configure'),
  protocol: z.int(),
  /** Threads of one inference; 0: one for each core. */
  threads: z.int().min(0),
  /** Pictures are decoded ahead only while their pixels together stay under this. */
  pixelBudget: z.int().positive(),
});

const runMessage = z.strictObject({
  type: z.literal('run'),
  id: z.int(),
  source: z.string(),
  /** What the source is called by the user; its extension is compared with the content. */
  name: z.string(),
  /** A file that does not exist yet, beside the final target. */
  target: z.string(),
  recipe: recipeSchema,
  model: z.strictObject({ entry: modelSchema, file: z.string() }),
  device: z.enum(['cpu', 'webgpu', 'directml', 'coreml', 'cuda']),
  maxPixels: z.int().positive(),
  lenient: z.boolean(),
  /** Somebody waits for it: it does not queue for room behind pictures of a batch. */
  urgent: z.boolean().optional(),
});

/**
 * Writes a picture as it is shown to a provider: upright, in sRGB, opaque, and without a word of
 * metadata. Answered with null where nobody has to be asked, for the recipe takes the source's own
 * transparency.
 */
const uploadMessage = runMessage.omit({ type: true, model: true, device: true }).extend({
  type: z.literal('upload'),
  /** What the provider takes; larger pictures are made smaller. */
  limits: z.strictObject({ pixels: z.int().positive(), bytes: z.int().positive() }),
});

/** Makes a cutout with a matte that a provider made: the alpha of the picture that it answered. */
const applyMessage = runMessage.omit({ type: true, model: true, device: true }).extend({
  type: z.literal('apply'),
  /** The provider's id, for what there is to say of its answer. */
  provider: z.string(),
  /** The file of the answer; null: the source's own transparency, see `upload`. */
  answer: z.string().nullable(),
});

/** How large will the cutout be? Answered from the picture's header; nothing is decoded. */
const measureMessage = runMessage
  .pick({
    id: true,
    source: true,
    name: true,
    recipe: true,
    maxPixels: true,
    lenient: true,
  })
  .extend({ type: z.literal('measure') });

/** The picture, its alpha as grey, or where its alpha is neither clearly in nor clearly out. */
export const previewViews = ['picture', 'matte', 'edge'] as const;
export type PreviewView = (typeof previewViews)[number];

/** The longest side that a WebP can have, in px. */
export const LONGEST_PREVIEW = 16_383;

/** A picture of a picture, for somebody to look at; or the picture in another format. */
const previewMessage = runMessage
  .pick({ id: true, source: true, name: true, target: true, maxPixels: true })
  .extend({
    type: z.literal('preview'),
    /**
     * px of the longer side, at most; smaller pictures are not enlarged. By default it stays as
     * large as it is, or is refused where the format cannot hold that.
     */
    side: z.int().min(16).max(LONGEST_PREVIEW).optional(),
    view: z.enum(previewViews),
    /** To be looked at closely, or worked on: without loss that can be seen. */
    exact: z.boolean(),
    /** By default WebP; what other programs take is a PNG. A JPEG is laid on white. */
    format: z.enum(['webp', 'png', 'jpeg']).optional(),
    /** Of what is not without loss; by default as `exact` says. */
    quality: z.int().min(1).max(100).optional(),
  });

/** Runs two graphs of one signature on one made-up input, to see which suits this machine. */
const compareMessage = z.strictObject({
  type: z.literal('compare'),
  id: z.int(),
  /** Files; each has one input named `input` and one output named `output`. */
  reference: z.string(),
  candidate: z.string(),
  shape: z.array(z.int().positive()),
  device: z.enum(['cpu', 'webgpu', 'directml', 'coreml', 'cuda']),
});

export const toEngineSchema = z.discriminatedUnion('type', [
  configureMessage,
  runMessage,
  uploadMessage,
  applyMessage,
  measureMessage,
  previewMessage,
  compareMessage,
  z.strictObject({ type: z.literal('cancel'), id: z.int() }),
  z.strictObject({ type: z.literal('ping'), sequence: z.int() }),
]);

export type ToEngine = z.output<typeof toEngineSchema>;
export type RunMessage = z.output<typeof runMessage>;
export type UploadMessage = z.output<typeof uploadMessage>;
export type ApplyMessage = z.output<typeof applyMessage>;
export type MeasureMessage = z.output<typeof measureMessage>;
export type PreviewMessage = z.output<typeof previewMessage>;
export type CompareMessage = z.output<typeof compareMessage>;

export interface Comparison {
  /** Mean ms of processor time of one run on one thread. */
  readonly referenceMs: number;
  readonly candidateMs: number;
  /** Mean absolute difference of the outputs, as a share of the reference's standard deviation. */
  readonly difference: number;
}

/** What was written for a provider. */
export interface Upload extends Size {
  readonly bytes: number;
  readonly type: 'image/jpeg';
}

export interface EngineVersions {
  readonly node: string;
  readonly onnxruntime: string;
  readonly sharp: string;
  readonly libvips: string;
}

export type FromEngine =
  | {
      readonly type: 'ready';
      readonly protocol: number;
      readonly versions: EngineVersions;
      readonly devices: readonly Device[];
    }
  /** A stage of a picture begins (`active`) or ends; between stages a picture only waits. */
  | {
      readonly type: 'stage';
      readonly id: number;
      readonly stage: Stage;
      readonly active: boolean;
    }
  | { readonly type: 'compared'; readonly id: number; readonly comparison: Comparison }
  | { readonly type: 'measured'; readonly id: number; readonly size: Size }
  | { readonly type: 'uploaded'; readonly id: number; readonly upload: Upload | null }
  | { readonly type: 'previewed'; readonly id: number; readonly size: Size }
  | { readonly type: 'done'; readonly id: number; readonly facts: CutoutFacts }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorReport }
  /** `rss` is the engine's resident memory in bytes. */
  | { readonly type: 'pong'; readonly sequence: number; readonly rss: number };
