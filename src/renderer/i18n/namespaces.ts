/** Keys always name theirs: `namespace:key`. */
export const namespaces = [
  'common',
  'shell',
  'queue',
  'recipe',
  'viewer',
  'folders',
  'providers',
  'settings',
  'errors',
  'warnings',
] as const;
export type Namespace = (typeof namespaces)[number];
