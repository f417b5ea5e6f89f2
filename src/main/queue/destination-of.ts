import path from 'node:path';
import type { DestinationSetting } from '../../shared/settings.ts';
import type { Input } from '../inputs/inputs.ts';

/** What Offcut's folder in the system's folder for pictures is called. */
const OWN_FOLDER = 'Offcut';

/** Where cutouts go by default: `Offcut` in the system's folder for pictures. */
export const picturesFolder = (pictures: string) => path.join(pictures, OWN_FOLDER);

/**
 * Sorts inputs by the folder that their cutouts go into.
 * @param pictures the system's folder for pictures
 * @returns absolute folders, in the order of their first input
 */
export function byDestination(
  inputs: readonly Input[],
  setting: DestinationSetting,
  pictures: string,
): ReadonlyMap<string, readonly Input[]> {
  const folderOf = ({ kind, place }: Input): string => {
    if (setting.type === 'folder') return setting.path;
    // What was pasted or comes from the web lies beside nothing of the user's.
    if (setting.type === 'pictures' || kind === 'address' || kind === 'pasted') {
      return picturesFolder(pictures);
    }
    return path.join(kind === 'folder' ? place : path.dirname(place), setting.name);
  };
  const sorted = new Map<string, Input[]>();
  for (const input of inputs) {
    const folder = folderOf(input);
    const there = sorted.get(folder);
    if (there === undefined) sorted.set(folder, [input]);
    else there.push(input);
  }
  return sorted;
}
