import type { Scenario } from '../scenario.ts';
import { api } from './api.ts';
import { batch } from './batch.ts';
import { desktop } from './desktop.ts';
import { memory } from './memory.ts';
import { models } from './models.ts';
import { peer } from './peer.ts';
import { queue } from './queue.ts';
import { single } from './single.ts';
import { soak } from './soak.ts';
import { start } from './start.ts';

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  single,
  batch,
  models,
  memory,
  soak,
  start,
  queue,
  api,
  desktop,
  peer,
];
