import { z } from 'zod';
import { parseColor } from '../../../shared/color.ts';
import { parseRecipe, type Recipe, type RecipeInput } from '../../../shared/recipe.ts';
import { readFields } from '../fields.ts';
import { givenFields } from '../given-fields.ts';

/*
 * Both documented generations of what https://docs.poof.bg/api-reference/remove-background takes:
 * the page of 2026-06-01, and the one after it.
 */

type Canvas = NonNullable<RecipeInput['canvas']>;

/**
 * `small` and `large` are of the first generation, `hd` of the second. Of those that both have, the
 * first one's meaning is kept, its longest side in px, which is never more than the second's.
 */
const sizes = {
  full: 'full',
  preview: 'preview',
  small: 'small',
  medium: 'medium',
  large: 'large',
  hd: { megapixels: 4 },
} as const satisfies Readonly<Record<string, Canvas['size']>>;
type SizeName = keyof typeof sizes;

const formats = { png: 'png', jpg: 'jpeg', webp: 'webp' } as const;
type FormatName = keyof typeof formats;

const names = <T extends string>(record: Readonly<Record<T, unknown>>): T[] =>
  Object.keys(record) as T[];

/** Of the second generation, where a subject that is cropped to a ratio stands free. */
const USUAL_PADDING = '10%';
/** Percent of the subject's side. No limit is documented; more makes pictures of nothing. */
const MOST_PADDING = 100;

/** `10%` or `0.1`, in percent; undefined: it is neither. */
function percentOf(text: string): number | undefined {
  const [, digits, sign] = /^(\d{1,4}(?:\.\d{1,6})?)(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const percent = sign === '%' ? Number(digits) : Number(digits) * 100;
  return percent <= MOST_PADDING ? percent : undefined;
}

/** One for both directions, or the horizontal and the vertical; as a margin of CSS. */
function marginOf(padding: string): string | undefined {
  const percents = padding.split(',').map(percentOf);
  const [across, down = across] = percents;
  if (percents.length > 2 || percents.includes(undefined)) return undefined;
  if (across === undefined || down === undefined) return undefined;
  return `${down.toFixed(4)}% ${across.toFixed(4)}%`;
}

const pixels = z
  .string()
  .regex(/^\d{1,4}$/, 'must be a whole number of 1 to 6000')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 6000, 'must be a whole number of 1 to 6000');

export const poofFields = z.object({
  format: z.enum(names<FormatName>(formats)).default('png'),
  channels: z.enum(['rgba', 'rgb', 'alpha']).default('rgba'),
  bg_color: z
    .string()
    .refine((text) => parseColor(text) !== undefined, 'must be #hex, rgb(r, g, b) or a name')
    .optional(),
  size: z.enum(names<SizeName>(sizes)).default('full'),
  crop: z
    .string()
    .regex(/^(true|false|[1-9]\d{0,3}:[1-9]\d{0,3})$/, 'must be true, false or a ratio such as 4:3')
    .default('false'),
  padding: z
    .string()
    .refine((text) => marginOf(text) !== undefined, 'must be like 0.1, 10% or 10%,7.5%')
    .optional(),
  width: pixels.optional(),
  height: pixels.optional(),
  fit: z.enum(['contain', 'cover', 'scale-down']).default('contain'),
});
type Fields = z.output<typeof poofFields>;

/** Padding is that of the subject's own width and height, before the ratio, as documented. */
function cropOf({ crop, padding }: Fields): RecipeInput['crop'] {
  if (crop === 'false') return { type: 'none' };
  const aspect = crop === 'true' ? null : crop;
  // The first generation knows no padding, and no ratio either.
  const room = padding ?? (aspect === null ? '0' : USUAL_PADDING);
  return { type: 'subject', margin: marginOf(room) ?? '0', percentOf: 'each-side', aspect };
}

/** A width or a height is told to override the size. */
function canvasOf({ size, width, height, fit }: Fields): Canvas {
  if (width === undefined && height === undefined) return { size: sizes[size] };
  // What covers the canvas is told to be cut around the subject.
  return { size: { width, height }, fit, anchor: fit === 'cover' ? 'subject' : 'picture' };
}

/**
 * What the fields of a request ask for. Those that are not known are passed over, as documented.
 * @throws ApiFailure `invalid`
 */
export function poofRecipe(form: Readonly<Record<string, string>>): Recipe {
  const fields = readFields(poofFields, givenFields(form));
  const { format, channels, bg_color: color } = fields;
  return parseRecipe({
    // What has no transparency, and no colour either, becomes white.
    background: color === undefined ? { type: 'transparent' } : { type: 'color', color },
    crop: cropOf(fields),
    canvas: canvasOf(fields),
    output: { format: formats[format], channels },
  });
}
