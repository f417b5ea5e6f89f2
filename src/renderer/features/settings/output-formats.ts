import type { OutputFormat, Recipe } from '../../../shared/recipe.ts';

type Output = Recipe['output'];

export const hasQuality = (format: OutputFormat): boolean => format !== 'png' && format !== 'tiff';

/** Whether it can hold 16 bits of a channel. */
export const canBeDeep = (format: OutputFormat): boolean => !hasQuality(format);

/** The same output in another format, without what that cannot have. */
export const withFormat = (output: Output, format: OutputFormat): Output => ({
  ...output,
  format,
  depth: canBeDeep(format) ? output.depth : 8,
  quality: hasQuality(format) ? output.quality : null,
});
