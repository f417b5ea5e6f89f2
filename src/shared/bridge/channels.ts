/**
 * The names of what crosses between the window and the main process. They stand apart from the
 * contract so that the preload, which only needs the names, stays small.
 */

/** What the window asks, and the main process answers. */
export const requestNames = [
  'app.start',
  'app.ready',
  'app.copyDiagnostics',
  'app.showLogs',
  'inputs.choose',
  'inputs.paste',
  'inputs.addresses',
  'inputs.samples',
  'queue.add',
  'queue.recut',
  'queue.addPlanned',
  'queue.answerConsent',
  'queue.dropPlan',
  'queue.page',
  'queue.position',
  'queue.jobs',
  'queue.counts',
  'queue.batches',
  'queue.status',
  'queue.pause',
  'queue.resume',
  'queue.retry',
  'queue.cancel',
  'queue.clear',
  'queue.move',
  'queue.prioritise',
  'queue.reveal',
  'queue.open',
  'queue.copy',
  'queue.drag',
  'preview.recipe',
  'recipe.chooseBackground',
  'settings.change',
  'settings.chooseDestination',
  'settings.storage',
  'settings.clear',
  'providers.list',
  'providers.setKey',
  'providers.removeKey',
  'providers.test',
  'providers.setBucketKeys',
  'providers.removeBucketKeys',
  'providers.testBucket',
  'presets.save',
  'presets.remove',
  'api.status',
  'api.retry',
  'api.openPage',
  'api.copyAddress',
  'api.copyKey',
  'api.keys',
  'api.addKey',
  'api.revokeKey',
  'folders.list',
  'folders.choose',
  'folders.add',
  'folders.update',
  'folders.pause',
  'folders.remove',
  'folders.retry',
  'folders.reveal',
] as const;
export type RequestName = (typeof requestNames)[number];

/** What the main process tells without being asked. */
export const eventNames = [
  'queue.events',
  'queue.link',
  'queue.planned',
  'folders.event',
  'settings.changed',
  'api.changed',
  'api.firstKey',
  'app.notice',
  'app.command',
  'app.accent',
] as const;
export type EventName = (typeof eventNames)[number];

/** Only the preload sends it: dropped files, by the paths that the page itself never learns. */
export const TAKE_FILES = 'inputs.take';

/** Before every channel's name, so that nothing else is mistaken for one of them. */
export const channelOf = (name: RequestName | EventName | typeof TAKE_FILES) => `offcut:${name}`;
