import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { readError } from '../../core/sources/read-error.ts';
import type { FileSource } from '../../core/sources/source.ts';
import type { PlanReport } from '../../shared/bridge/contract.ts';
import type { JobSource } from '../../shared/queue.ts';
import type { DestinationSetting } from '../../shared/settings.ts';
import { picturesFolder } from './destination-of.ts';

/** Pictures whose cutouts go into one folder. */
export interface RecutGroup {
  /** Absolute. */
  readonly folder: string;
  /** As a plan takes them. */
  readonly inputs: readonly string[];
  /** With the sub-folders that they were added with. */
  readonly sources: readonly FileSource[];
}

export interface RecutPlaces {
  readonly destination: DestinationSetting;
  /** The system's folder for pictures. */
  readonly pictures: string;
  /** Where pasted pictures are kept, which lie beside nothing of the user's. */
  readonly pasted: string;
}

/** The folder that was added, where the picture came with one; else the picture's own. */
function topFolder(source: FileSource): string {
  const depth = source.folder === '' ? 0 : source.folder.split('/').length;
  return path.resolve(path.dirname(source.path), ...Array.from({ length: depth }, () => '..'));
}

/** Where the cutout of a source goes by the rules for what is added, see `byDestination`. */
export function folderToRecut(
  source: JobSource,
  { destination, pictures, pasted }: RecutPlaces,
): string {
  if (destination.type === 'folder') return destination.path;
  const isOurs = source.kind === 'url' || path.dirname(source.path) === pasted;
  if (destination.type === 'pictures' || isOurs) return picturesFolder(pictures);
  return path.join(topFolder(source), destination.name);
}

const keyOf = (source: JobSource) => (source.kind === 'file' ? source.path : source.url);

/** Sorts the sources of jobs by where they go; each source once, and those that are gone apart. */
export async function groupsToRecut(
  sources: readonly JobSource[],
  places: RecutPlaces,
): Promise<{
  readonly groups: readonly RecutGroup[];
  readonly problems: PlanReport['problems'];
}> {
  const once = [...new Map(sources.map((source) => [keyOf(source), source])).values()];
  const problems: PlanReport['problems'][number][] = [];
  const groups = new Map<string, { inputs: string[]; sources: FileSource[] }>();
  for (const source of once) {
    if (source.kind === 'file') {
      try {
        await access(source.path, constants.R_OK);
      } catch (error) {
        const report = readError(error, source.path).toReport();
        problems.push({ input: source.path, error: report });
        continue;
      }
    }
    const folder = folderToRecut(source, places);
    const group = groups.get(folder) ?? { inputs: [], sources: [] };
    groups.set(folder, group);
    if (source.kind === 'url') group.inputs.push(source.url);
    else group.sources.push(source);
  }
  return { groups: [...groups].map(([folder, group]) => ({ folder, ...group })), problems };
}
