/** The first is the one of keys without a namespace, which nobody writes: `t('queue:title')`. */
export const namespaces = [
  'common',
  'shell',
  'queue',
  'recipe',
  'viewer',
  'folders',
  'settings',
  'errors',
  'warnings',
] as const;
export type Namespace = (typeof namespaces)[number];
