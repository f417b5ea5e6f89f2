/** A part of a recipe as it was written, before it is checked. */
export type RecipeDraft = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is RecipeDraft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lays `over` over `base`, section by section; a section of another `type` replaces the old one. */
export function mergeRecipe(base: RecipeDraft, over: RecipeDraft): RecipeDraft {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key];
    const sameKind =
      isRecord(old) &&
      isRecord(value) &&
      (value['type'] === undefined || value['type'] === old['type']);
    // Two sizes are never mixed: 800x and a preset's 2000x2000 must not become 800x2000.
    merged[key] = sameKind && key !== 'size' ? mergeRecipe(old, value) : value;
  }
  return merged;
}
