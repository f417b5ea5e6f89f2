import { OffcutError } from './errors.ts';
import type { Recipe, RecipeInput } from './recipe.ts';

const marketplace = (width: number, height: number, subjectScale: number): RecipeInput => ({
  background: { type: 'color', color: '#ffffff' },
  crop: { type: 'subject' },
  canvas: { size: { width, height }, subjectScale },
  output: { format: 'jpeg', quality: 92 },
});

const edges = (changed: Partial<Recipe['refine']>): Recipe['refine'] => ({
  decontaminate: true,
  feather: 0,
  shift: 0,
  fillHoles: 0,
  smallestIsland: 0,
  threshold: null,
  ...changed,
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

/**
 * Named edges: all of `refine`, so that one of them replaces whatever a preset or a recipe says of
 * edges. `hair` leaves the matte as it is but for specks; `product` knows neither specks nor
 * pinholes; `soft` melts into a new background, as much inwards as outwards; `hard` is for printing
 * and cutting, with just enough of a ramp not to show steps.
 *
 * From `npm run eval` on 16 pairs with the 8-bit model: MAE against the matte as it is .0161 to
 * .0163 for `hair` on animals, .0033 to .0035 for `product` on cars. Half a px of shrinking, which
 * is often advised for goods, made cars worse (.0037), so `product` has none.
 */
export const edgePresets = {
  hair: edges({ smallestIsland: 16 }),
  product: edges({ smallestIsland: 400, fillHoles: 100 }),
  soft: edges({ smallestIsland: 100, fillHoles: 100, shift: -1, feather: 4 }),
  hard: edges({ smallestIsland: 400, fillHoles: 100, threshold: 0.5, feather: -1 }),
} as const satisfies Record<string, Recipe['refine']>;

export type EdgePresetName = keyof typeof edgePresets;

export type PresetName = keyof typeof builtInPresets;

/** @throws OffcutError `preset-unknown` */
export function findPreset(name: string): RecipeInput {
  if (Object.hasOwn(builtInPresets, name)) return builtInPresets[name as PresetName];
  throw new OffcutError('preset-unknown', { name, known: Object.keys(builtInPresets).join(', ') });
}
