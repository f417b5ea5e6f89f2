/** The cloud providers that Offcut knows, in the order in which they are asked by default. */
export const providerIds = [
  'clipdrop',
  'poof',
  'img-processing',
  'crop-photo',
  'tengr',
  'remove-bg',
] as const;
export type ProviderId = (typeof providerIds)[number];
