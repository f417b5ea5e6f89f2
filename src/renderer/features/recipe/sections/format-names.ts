import type { OutputFormat } from '../../../../shared/recipe.ts';

/** What the formats are called, in every language. */
export const formatNames: Readonly<Record<OutputFormat, string>> = {
  png: 'PNG',
  webp: 'WebP',
  jpeg: 'JPEG',
  avif: 'AVIF',
  tiff: 'TIFF',
};
