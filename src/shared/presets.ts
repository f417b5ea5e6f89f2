import { OffcutError } from './errors.ts';
import type { RecipeInput } from './recipe.ts';

const marketplace = (width: number, height: number, subjectScale: number): RecipeInput => ({
  background: { type: 'color', color: '#ffffff' },
  crop: { type: 'subject' },
  canvas: { size: { width, height }, subjectScale },
  output: { format: 'jpeg', quality: 92 },
});

/**
 * The built-in presets. The marketplace ones follow what the marketplaces ask of a main picture:
 * Amazon: pure white, the product fills 85 %; eBay: 1600 px so that zoom works; Etsy: 4:3 and
 * 2000 px on the shorter side; Shopify: square, 2048 px.
 */
export const builtInPresets = {
  transparent: {},
  white: { background: { type: 'color', color: '#ffffff' } },
  matte: { output: { channels: 'alpha' } },
  amazon: marketplace(2000, 2000, 85),
  ebay: marketplace(1600, 1600, 90),
  etsy: marketplace(2667, 2000, 80),
  shopify: marketplace(2048, 2048, 90),
} as const satisfies Record<string, RecipeInput>;

export type PresetName = keyof typeof builtInPresets;

/** @throws OffcutError `preset-unknown` */
export function findPreset(name: string): RecipeInput {
  if (Object.hasOwn(builtInPresets, name)) return builtInPresets[name as PresetName];
  throw new OffcutError('preset-unknown', { name, known: Object.keys(builtInPresets).join(', ') });
}
