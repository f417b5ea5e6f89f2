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

/** Whose keys are kept: the providers', and those to the bucket where files lie for them. */
export const keyNames = [...providerIds, 'staging'] as const;
export type KeyName = (typeof keyNames)[number];
