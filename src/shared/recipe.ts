import { z } from 'zod';
import { parseColor } from './color.ts';
import { OffcutError } from './errors.ts';
import { parseMargin } from './length.ts';

const color = z.string().refine((text) => parseColor(text) !== undefined, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is not a colour; write #rrggbb, rgb(1, 2, 3) or a name`,
});

const margin = z.string().refine((text) => parseMargin(text) !== undefined, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is not a margin; write 20px, 5% or up to four of them`,
});

const aspect = z.string().regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/, {
  error: (issue) => `${JSON.stringify(issue.input)} is not an aspect ratio; write 1:1 or 4:3`,
});

/** The largest side of a cutout, in px: what WebP, the narrowest format, can hold is 16383. */
const side = z.int().min(1).max(30_000);
/** The smallest and the largest area that a canvas can be held to, in millions of px. */
export const areaLimits = { min: 0.01, max: 900 } as const;
const megapixels = z.number().min(areaLimits.min).max(areaLimits.max);
const percent = z.number().min(0).max(100);

/**
 * Below this confidence, a matte is more trouble than a user wants to find out about later: it gets
 * the warning `low-confidence`. Chosen from the table that `npm run calibrate:confidence` prints;
 * see docs/measurements.md.
 */
export const DEFAULT_MIN_CONFIDENCE = 0.75;

const engine = z
  .strictObject({
    policy: z.enum(['local', 'local-then-cloud', 'cloud']).default('local'),
    /** Cloud providers in the order they are tried. */
    providers: z.array(z.string()).default([]),
    /**
     * Under `local-then-cloud`, a matte less sure than this (0-1) goes to the cloud; null: than
     * `DEFAULT_MIN_CONFIDENCE`.
     */
    minConfidence: z.number().min(0).max(1).nullable().default(null),
  })
  .prefault({});

/** Lengths and areas are in px of the source. The order is: islands, holes, threshold, shift, feather. */
const refine = z
  .strictObject({
    /** Removes the old background's colour from soft edges. */
    decontaminate: z.boolean().default(true),
    /** Softens the edge over this many px; negative: inwards, positive: outwards. */
    feather: z.number().min(-100).max(100).default(0),
    /** Moves the edge by this many px; negative: shrink, positive: grow. */
    shift: z.number().min(-100).max(100).default(0),
    /** Fills holes inside the subject of up to this many px in area; 0 fills none. */
    fillHoles: z.int().min(0).default(0),
    /** Removes islands smaller than this many px in area, but never the largest; 0 removes none. */
    smallestIsland: z.int().min(0).default(0),
    /** Makes the matte hard: at least this alpha (0-1) becomes 1, the rest 0. */
    threshold: z.number().min(0).max(1).nullable().default(null),
  })
  .prefault({});

const background = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('transparent') }),
    z.strictObject({ type: z.literal('color'), color }),
    z.strictObject({
      type: z.literal('image'),
      /** Absolute where it reaches the engine: a front end resolves what its user wrote. */
      path: z.string(),
      fit: z.enum(['cover', 'contain', 'fill']).default('cover'),
      position: z.strictObject({ x: percent, y: percent }).default({ x: 50, y: 50 }),
    }),
    /** The blur's standard deviation in percent of the source's longer side. */
    z.strictObject({ type: z.literal('blur'), radius: z.number().min(0.1).max(20).default(2) }),
  ])
  .default({ type: 'transparent' });

const crop = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({
      type: z.literal('subject'),
      margin: margin.default('0'),
      /** What a margin's percent are of: the subject box's longer side, or its side in that direction. */
      percentOf: z.enum(['longer-side', 'each-side']).default('longer-side'),
      /** Grows the shorter side of the crop until it has this ratio. */
      aspect: aspect.nullable().default(null),
    }),
  ])
  .default({ type: 'none' });

export const sizePresets = { preview: 256, small: 512, medium: 1024, large: 2048 } as const;

const canvas = z
  .strictObject({
    size: z
      .union([
        z.enum(['full', 'preview', 'small', 'medium', 'large']),
        z
          .strictObject({ width: side.optional(), height: side.optional() })
          .refine(({ width, height }) => width !== undefined || height !== undefined, {
            error: 'a size needs a width, a height or both',
          }),
        /** The most px in all, in millions: a smaller picture is not blown up. */
        z.strictObject({ megapixels }),
      ])
      .default('full'),
    /**
     * How the picture meets an exact size: all of it is seen, or all of the canvas is filled, or all
     * of it is seen and it is never enlarged.
     */
    fit: z.enum(['contain', 'cover', 'scale-down']).default('contain'),
    /** Makes the subject's box fill this percent of the canvas, in the direction that is tighter. */
    subjectScale: z.number().min(10).max(100).nullable().default(null),
    /** What stands where `position` says, while the subject is not scaled. */
    anchor: z.enum(['picture', 'subject']).default('picture'),
    /** Where the picture (or the subject) stands on the canvas, in percent. */
    position: z.strictObject({ x: percent, y: percent }).default({ x: 50, y: 50 }),
  })
  .prefault({});

const output = z
  .strictObject({
    format: z.enum(['png', 'webp', 'jpeg', 'avif', 'tiff']).default('png'),
    /** Bits of a channel; 16 for png and tiff. */
    depth: z.union([z.literal(8), z.literal(16)]).default(8),
    /** 1-100, for webp, jpeg and avif; null takes the format's own default. */
    quality: z.int().min(1).max(100).nullable().default(null),
    channels: z.enum(['rgba', 'rgb', 'alpha']).default('rgba'),
    keepIcc: z.boolean().default(true),
    exif: z.enum(['keep', 'without-location', 'strip']).default('without-location'),
  })
  .refine(({ format, depth }) => depth === 8 || format === 'png' || format === 'tiff', {
    path: ['depth'],
    error: '16 bits are for png and tiff',
  })
  .prefault({});

const stroke = z.strictObject({
  tool: z.enum(['erase', 'restore']),
  /** Diameter in source px. */
  size: z.number().positive(),
  hardness: z.number().min(0).max(1),
  opacity: z.number().min(0).max(1),
  /** [x, y] in source px. */
  points: z.array(z.tuple([z.number(), z.number()])),
});

/**
 * Everything that decides how a cutout looks. Plain data; every field has a default, so `{}` is a
 * recipe. Unknown fields are refused: a misspelt option must never be a silent no-op.
 */
export const recipeSchema = z.strictObject({
  engine,
  model: z.string().default('auto'),
  quality: z.enum(['fast', 'balanced', 'best']).default('balanced'),
  refine,
  /** What becomes of transparency that the source already has. */
  transparency: z
    .enum(['combine', 'return-input-if-not-opaque', 'discard-alpha'])
    .default('combine'),
  background,
  shadow: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('none') }),
      z.strictObject({ type: z.literal('drop'), opacity: z.number().min(0).max(1).default(0.4) }),
      z.strictObject({
        type: z.literal('contact'),
        opacity: z.number().min(0).max(1).default(0.4),
      }),
    ])
    .default({ type: 'none' }),
  crop,
  canvas,
  output,
  /** Brush strokes, replayed in order on the matte at full size. */
  edits: z.array(stroke).default([]),
});

export type Recipe = z.output<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;
export type OutputFormat = Recipe['output']['format'];

/**
 * Checks a recipe and fills in its defaults.
 * @throws OffcutError `recipe-invalid`, naming the first field that is wrong
 */
export function parseRecipe(input: unknown): Recipe {
  const result = recipeSchema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new OffcutError('recipe-invalid', {
    reason: `${field === '' ? '' : `${field}: `}${issue?.message ?? 'unknown'}`,
  });
}

/** The parts of a recipe that are agreed but not built yet, in words for the user. */
export function partsNotYetBuilt(recipe: Recipe): readonly string[] {
  const { shadow, edits, quality } = recipe;
  const parts: readonly (readonly [boolean, string])[] = [
    [quality !== 'balanced', `quality "${quality}"`],
    [shadow.type !== 'none', `a ${shadow.type} shadow`],
    [edits.length > 0, 'brush edits'],
  ];
  return parts.filter(([asked]) => asked).map(([, what]) => what);
}

/** @throws OffcutError `recipe-not-yet` when the recipe asks for something not built yet */
export function refuseNotYetBuilt(recipe: Recipe): void {
  const parts = partsNotYetBuilt(recipe);
  if (parts.length > 0) throw new OffcutError('recipe-not-yet', { what: parts.join(', ') });
}
