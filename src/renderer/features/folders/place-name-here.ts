import { startInfo } from '../../stores/start-info.ts';
import { fileName, placeName, type PlaceName } from './place-name.ts';

const isWindows = () => startInfo().platform === 'windows';

export const placeNameHere = (path: string): PlaceName => placeName(path, isWindows());
export const fileNameHere = (path: string): string => fileName(path, isWindows());
