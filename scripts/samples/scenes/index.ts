import type { Scene } from '../scene.ts';
import { bear } from './bear.ts';
import { bottle } from './bottle.ts';
import { chair } from './chair.ts';
import { fruit } from './fruit.ts';
import { headphones } from './headphones.ts';
import { mug } from './mug.ts';
import { plant } from './plant.ts';
import { shoe } from './shoe.ts';

const scenes: Record<string, () => Scene> = {
  mug,
  fruit,
  headphones,
  bear,
  bottle,
  plant,
  chair,
  shoe,
};

/** The names that `loadScene` knows, in the order in which they are rendered. */
export const sceneNames: readonly string[] = Object.keys(scenes);

/** The scene called `name`; throws a RangeError for a name that is not in `sceneNames`. */
export function loadScene(name: string): Scene {
  const make = scenes[name];
  if (make === undefined) throw new RangeError(`no scene called "${name}"`);
  return make();
}
