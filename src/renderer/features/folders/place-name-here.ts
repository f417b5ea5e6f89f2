import { shownPathHere, startInfo } from '../../stores/start-info.ts';
import { placeName, type PlaceName } from './place-name.ts';

const isWindows = () => startInfo().platform === 'windows';

export function placeNameHere(path: string): PlaceName {
  const { name, parent } = placeName(path, isWindows());
  return { name, parent: shownPathHere(parent) };
}
