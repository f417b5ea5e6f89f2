import { startInfo } from '../../stores/start-info.ts';
import { placeName, type PlaceName } from './place-name.ts';

const isWindows = () => startInfo().platform === 'windows';

export const placeNameHere = (path: string): PlaceName => placeName(path, isWindows());
