import common from './common.json';
import shell from './shell.json';
import queue from './queue.json';
import recipe from './recipe.json';
import viewer from './viewer.json';
import folders from './folders.json';
import providers from './providers.json';
import settings from './settings.json';
import errors from './errors.json';
import warnings from './warnings.json';

export const en = {
  common,
  shell,
  queue,
  recipe,
  viewer,
  folders,
  providers,
  settings,
  errors,
  warnings,
};
