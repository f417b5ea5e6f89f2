/** In the order of the page. */
export const sectionIds = [
  'general',
  'output',
  'performance',
  'privacy',
  'presets',
  'api',
  'about',
] as const;
export type SectionId = (typeof sectionIds)[number];
