import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** The real path of what is there, and of what is not, the one that it would have. */
export async function realPlace(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch {
    const parent = path.dirname(place);
    return parent === place ? place : path.join(await realPlace(parent), path.basename(place));
  }
}
