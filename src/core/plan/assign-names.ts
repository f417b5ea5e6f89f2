import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import { collisionKey, fileName } from '../files/safe-name.ts';
import { sourceName } from '../sources/source-name.ts';
import type { Source } from '../sources/source.ts';

/** An output before it has its name. */
export interface Place {
  readonly source: Source;
  /** Safe for the system already. */
  readonly stem: string;
  /** Absolute. */
  readonly folder: string;
}

export interface NamingRules {
  /** Without the dot. */
  readonly extension: string;
  readonly platform: NodeJS.Platform;
  /** Collision keys of the sources' own paths, which no made-up name may have. */
  readonly inputs: ReadonlySet<string>;
  /** Whether those who would share a name are told apart, or refused. */
  readonly tellApart: boolean;
}

/** Other endings are no help to tell names apart, and could be long or unsafe. */
const TELLING_EXTENSION = /^[a-z0-9]{1,10}$/;

const TELLING_TOKENS = '{ext}, {parent} or {index}';

/** The keys of all folders that there will be: an output cannot have the name of one. */
function folderKeys(places: readonly Place[], paths: path.PlatformPath): Set<string> {
  const keys = new Set<string>();
  for (const { folder } of places) {
    let current = folder;
    while (!keys.has(collisionKey(current))) {
      keys.add(collisionKey(current));
      current = paths.dirname(current);
    }
  }
  return keys;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** `-jpg` and the like where that tells the group's members apart, '' where it does not. */
function suffixesOf(group: readonly Place[]): readonly string[] {
  const extensions = group.map(({ source }) => sourceName(source).extension);
  const helps = new Set(extensions).size > 1;
  return extensions.map((extension) =>
    helps && TELLING_EXTENSION.test(extension) ? `-${extension}` : '',
  );
}

/**
 * Gives each place a path of its own. Who is alone with a name has it; those who would share one
 * get the extension of their source (`a-jpg.png`, `a-png.png`), and where that does not tell them
 * apart, a number (`a.png`, `a (2).png`). Where they are not to be told apart, each of them is an
 * `output-collision`. The result depends on the places and their order alone.
 */
export function assignNames(
  places: readonly Place[],
  { extension, platform, inputs, tellApart }: NamingRules,
): ReadonlyMap<Place, string | OffcutError> {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const targetOf = ({ folder, stem }: Place, suffix: string) =>
    paths.join(folder, fileName(stem, suffix, extension));

  const taken = folderKeys(places, paths);
  const targets = new Map<Place, string | OffcutError>();
  const take = (place: Place, target: string) => {
    taken.add(collisionKey(target));
    targets.set(place, target);
  };

  const groups = groupBy(places, (place) => collisionKey(targetOf(place, '')));
  const colliding: (readonly Place[])[] = [];
  for (const [key, group] of groups) {
    const [place] = group;
    if (place !== undefined && group.length === 1 && !taken.has(key)) {
      take(place, targetOf(place, ''));
    } else if (place !== undefined && group.length > 1 && !tellApart) {
      const params = { path: targetOf(place, ''), count: group.length, tokens: TELLING_TOKENS };
      for (const member of group) targets.set(member, new OffcutError('output-collision', params));
    } else {
      colliding.push(group);
    }
  }

  const isFree = (target: string) => {
    const key = collisionKey(target);
    return !taken.has(key) && !inputs.has(key);
  };
  for (const group of colliding) {
    const suffixes = suffixesOf(group);
    /** The last number tried for each suffix, so that a thousand equal names stay quick. */
    const numbers = new Map<string, number>();
    for (const [index, place] of group.entries()) {
      const suffix = suffixes[index] ?? '';
      let number = numbers.get(suffix) ?? 0;
      let target: string;
      do {
        number += 1;
        target = targetOf(place, number === 1 ? suffix : `${suffix} (${number})`);
      } while (!isFree(target));
      numbers.set(suffix, number);
      take(place, target);
    }
  }
  return targets;
}
