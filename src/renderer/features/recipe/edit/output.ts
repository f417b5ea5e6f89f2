import type { OutputFormat, Recipe } from '../../../../shared/recipe.ts';

type Output = Recipe['output'];
export const formats = ['png', 'webp', 'jpeg', 'avif', 'tiff'] as const;
export const channelKinds = ['rgba', 'rgb', 'alpha'] as const;
export const exifKinds = ['without-location', 'keep', 'strip'] as const;
/** What a quality of one's own begins with. */
export const USUAL_QUALITY = 90;

export const hasQuality = (format: OutputFormat): boolean =>
  format === 'webp' || format === 'jpeg' || format === 'avif';

export const hasDepth = (format: OutputFormat): boolean => format === 'png' || format === 'tiff';

export const withOutput = (recipe: Recipe, change: Partial<Output>): Recipe => ({
  ...recipe,
  output: { ...recipe.output, ...change },
});

/** What the other format cannot have goes back to its default. */
export const withFormat = (recipe: Recipe, format: OutputFormat): Recipe =>
  withOutput(recipe, {
    format,
    depth: hasDepth(format) ? recipe.output.depth : 8,
    quality: hasQuality(format) ? recipe.output.quality : null,
  });
