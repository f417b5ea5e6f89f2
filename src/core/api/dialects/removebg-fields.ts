import { z } from 'zod';
import { parseColor } from '../../../shared/color.ts';
import { parseRecipe, type Recipe, type RecipeInput } from '../../../shared/recipe.ts';
import { invalidField } from '../failure.ts';
import { readFields } from '../fields.ts';
import type { UploadedFile } from '../work/uploads.ts';

/*
 * What remove.bg 1.0 takes: its OpenAPI file (https://www.remove.bg/api/swagger.yaml), and what
 * https://docs.poof.bg/guides/migrate-from-remove-bg and other guides tell of newer fields.
 */

type Canvas = NonNullable<RecipeInput['canvas']>;

const preview = { megapixels: 0.25 };
/** Most px in all. The limits of `full` and its like are those of remove.bg's own machines. */
const sizes = {
  preview,
  small: preview,
  regular: preview,
  medium: { megapixels: 1.5 },
  hd: { megapixels: 4 },
  full: 'full',
  '4k': 'full',
  '50MP': 'full',
  auto: 'full',
} as const satisfies Readonly<Record<string, Canvas['size']>>;
type SizeName = keyof typeof sizes;

/** What a foreground may be, in the words of its classes. */
const types = [
  'person',
  'product',
  'animal',
  'car',
  'car_interior',
  'car_part',
  'transportation',
  'graphics',
  'other',
] as const;

const flag = z.enum(['true', 'false']);
const COLOR = /^(#?([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|[a-z]+)$/i;
const LENGTH = /^(\d{1,3}(?:\.\d{1,4})?)(px|%)?$/;

/** At most half of the subject's side, or 500 px, as documented. */
function isLength(text: string): boolean {
  const [, digits, unit] = LENGTH.exec(text) ?? [];
  return digits !== undefined && Number(digits) <= (unit === '%' ? 50 : 500);
}

/** One, two (top and bottom, left and right) or four lengths, from the top on. */
function isMargin(text: string): boolean {
  const lengths = text.trim().split(/\s+/);
  return [1, 2, 4].includes(lengths.length) && lengths.every(isLength);
}

const percentIn = (text: string, least: number): number | undefined => {
  const digits = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text)?.[1];
  const percent = Number(digits ?? NaN);
  return percent >= least && percent <= 100 ? percent : undefined;
};

/** `center`, or one or two percentages: across, down. */
function positionOf(text: string): { readonly x: number; readonly y: number } | undefined {
  if (text === 'center') return { x: 50, y: 50 };
  const percents = text
    .trim()
    .split(/\s+/)
    .map((each) => percentIn(each, 0));
  const [x, y = x] = percents;
  if (percents.length > 2 || percents.includes(undefined)) return undefined;
  return x === undefined || y === undefined ? undefined : { x, y };
}

const isWhole = (roi: string): boolean => /^0(%|px)? 0(%|px)? 100% 100%$/.test(roi.trim());

export const removeBgFields = z.object({
  size: z.enum(Object.keys(sizes) as SizeName[]).default('preview'),
  // A ZIP, of the picture and its matte, is not made here.
  format: z.enum(['auto', 'png', 'jpg', 'webp']).default('auto'),
  channels: z.enum(['rgba', 'alpha']).default('rgba'),
  bg_color: z
    .string()
    .refine((text) => COLOR.test(text) && parseColor(text) !== undefined, 'is no colour')
    .optional(),
  bg_image_url: z.string().optional(),
  crop: flag.default('false'),
  crop_margin: z
    .string()
    .refine(isMargin, 'has to be one, two or four of up to 500px or 50%')
    .default('0'),
  scale: z
    .string()
    .refine((text) => text === 'original' || percentIn(text, 10) !== undefined, {
      error: 'has to be original, or 10% to 100%',
    })
    .default('original'),
  position: z
    .string()
    .refine((text) => text === 'original' || positionOf(text) !== undefined, {
      error: 'has to be original, center, or one or two of 0% to 100%',
    })
    .optional(),
  // There is one model for all of them here: a hint changes nothing.
  type: z.enum(['auto', ...types]).default('auto'),
  type_level: z.enum(['none', '1', '2', 'latest']).default('1'),
  // Mattes here have soft and see-through parts wherever the subject has.
  semitransparency: flag.optional(),
  // Shadows cannot be made here yet, and their options mean nothing without one.
  add_shadow: flag.refine((text) => text === 'false', 'shadows are not supported here').optional(),
  shadow_type: z
    .string()
    .refine((text) => text === 'none', 'only none is supported')
    .optional(),
  shadow_method: z.enum(['legacy', 'latest']).optional(),
  shadow_opacity: z
    .string()
    .regex(/^(\d{1,2}|100)$/, 'has to be 0 to 100')
    .optional(),
  // Where the subject is looked for cannot be said here.
  roi: z.string().refine(isWhole, 'only the whole picture is supported here').optional(),
});
export type RemoveBgFields = z.output<typeof removeBgFields>;

/**
 * Checks the fields of a request. Those that are not known are passed over.
 * @throws ApiFailure `invalid`
 */
export function readRemoveBgFields(given: Readonly<Record<string, string>>): RemoveBgFields {
  const fields = readFields(removeBgFields, given);
  if (fields.scale !== 'original' && fields.position === 'original') {
    throw invalidField('position', 'original is for a subject that is not scaled');
  }
  return fields;
}

/** What is laid behind the subject. */
function backgroundOf({ bg_color: color }: RemoveBgFields, behind: UploadedFile | undefined) {
  if (behind !== undefined) return { type: 'image', path: behind.path } as const;
  if (color !== undefined) return { type: 'color', color } as const;
  return { type: 'transparent' } as const;
}

/** `auto` is JPEG where nothing is transparent; of pictures, only JPEGs surely have no holes. */
function formatOf(
  { format, channels, bg_color: color }: RemoveBgFields,
  behind: UploadedFile | undefined,
) {
  if (format === 'jpg') return 'jpeg';
  if (format !== 'auto') return format;
  const isFilled = behind?.kind === 'jpeg' || (color && parseColor(color)?.alpha === 1);
  // A matte has no transparency, but would lose by it.
  return isFilled && channels === 'rgba' ? 'jpeg' : 'png';
}

/** Scaling implies the middle, as documented; without it the subject keeps its size. */
function canvasOf({ size, scale, position = 'original' }: RemoveBgFields): Canvas {
  const subjectScale = scale === 'original' ? null : (percentIn(scale, 10) ?? null);
  const place = positionOf(position);
  return {
    size: sizes[size],
    subjectScale,
    anchor: place === undefined ? 'picture' : 'subject',
    ...(place && { position: place }),
  };
}

/** @param behind the picture that is to lie behind the subject */
export function removeBgRecipe(fields: RemoveBgFields, behind: UploadedFile | undefined): Recipe {
  const { crop, crop_margin: margin, channels } = fields;
  return parseRecipe({
    background: backgroundOf(fields, behind),
    crop: crop === 'true' ? { type: 'subject', margin, percentOf: 'each-side' } : { type: 'none' },
    canvas: canvasOf(fields),
    output: { format: formatOf(fields, behind), channels },
  });
}
