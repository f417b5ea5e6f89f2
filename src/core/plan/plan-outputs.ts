import { OffcutError } from '../../shared/errors.ts';
import { isDefaultTemplate } from '../../shared/name-template.ts';
import type { Placement } from '../../shared/queue.ts';
import { collisionKey } from '../files/safe-name.ts';
import type { Source } from '../sources/source.ts';
import { assignNames, type Place } from './assign-names.ts';
import { checkLength, checkWritten } from './check-target.ts';
import type { Destination } from './destination.ts';
import { placeOutputs, type PlacingRules, type PlanItem } from './place-outputs.ts';

export interface PlanRules extends Omit<PlacingRules, 'destination'> {
  readonly destination: Destination;
  readonly placement: Placement;
}

/** What the disk says of a folder that outputs are to go into. */
export interface FolderFact {
  /** Absolute, with all links followed. */
  readonly real: string;
  /** Why nothing can be written there. */
  readonly refusal: OffcutError | undefined;
}

export interface PlannedOutput {
  readonly source: Source;
  /** Absolute. */
  readonly target: string;
}

export interface PlanProblem {
  readonly source: Source;
  readonly error: OffcutError;
}

/** Both in the order of the items. */
export interface Plan {
  readonly planned: readonly PlannedOutput[];
  readonly problems: readonly PlanProblem[];
}

type FolderFacts = ReadonlyMap<string, FolderFact>;

/** The paths of an item's own file, as it was given and behind all links. */
function ownPaths({ source, realPath }: PlanItem): readonly string[] {
  const given = source.kind === 'file' ? [source.path] : [];
  return realPath === null ? given : [...given, realPath];
}

function sourceKeys(items: readonly PlanItem[]): ReadonlySet<string> {
  return new Set(items.flatMap(ownPaths).map(collisionKey));
}

/** Whether `target` is a source, and not the very one that it is to replace. */
function isInput(
  target: string,
  item: PlanItem,
  { destination }: PlanRules,
  inputs: ReadonlySet<string>,
): boolean {
  const key = collisionKey(target);
  if (!inputs.has(key)) return false;
  const isOwn = ownPaths(item).some((own) => collisionKey(own) === key);
  return !(destination.type === 'replace' && isOwn);
}

function checkedTarget(
  target: string | OffcutError,
  item: PlanItem,
  rules: PlanRules,
  inputs: ReadonlySet<string>,
): string | OffcutError {
  if (target instanceof OffcutError) return target;
  if (isInput(target, item, rules, inputs)) {
    return new OffcutError('output-is-input', { path: target });
  }
  return checkLength(target, rules.platform) ?? target;
}

/** The folders that outputs are to go into, as the plan names them before their links are followed. */
export function outputFolders(items: readonly PlanItem[], rules: PlanRules): ReadonlySet<string> {
  const { destination } = rules;
  if (destination.type === 'file') return new Set();
  const places = placeOutputs(items, { ...rules, destination });
  return new Set(places.flatMap((place) => (place instanceof OffcutError ? [] : [place.folder])));
}

/** Each item's target, or why it has none. */
function targetsInFolders(
  items: readonly PlanItem[],
  rules: PlanRules & PlacingRules,
  folders: FolderFacts,
): readonly (string | OffcutError)[] {
  const { extension, platform, naming, placement } = rules;
  const places = placeOutputs(items, rules).map((place): Place | OffcutError => {
    if (place instanceof OffcutError) return place;
    const fact = folders.get(place.folder);
    return fact === undefined ? place : (fact.refusal ?? { ...place, folder: fact.real });
  });
  const named = assignNames(
    places.filter((place): place is Place => !(place instanceof OffcutError)),
    {
      extension,
      platform,
      inputs: sourceKeys(items),
      // Both are numbered where the output is put in its place, too.
      tellApart:
        isDefaultTemplate(naming.template) || placement === 'rename' || placement === 'replace',
    },
  );
  return places.map((place) => {
    if (place instanceof OffcutError) return place;
    return named.get(place) ?? new OffcutError('internal', { reason: 'an output has no name' });
  });
}

function targetsOf(
  items: readonly PlanItem[],
  rules: PlanRules,
  folders: FolderFacts,
): readonly (string | OffcutError)[] {
  const { destination, platform } = rules;
  if (destination.type !== 'file') {
    return targetsInFolders(items, { ...rules, destination }, folders);
  }
  const { path } = destination;
  if (items.length <= 1) return items.map(() => checkWritten(path, platform) ?? path);
  const params = { path, count: items.length };
  return items.map(() => new OffcutError('output-one-file-many-sources', params));
}

/**
 * Decides where every output goes, before anything is written. Pure: what the disk knows is given
 * in as `folders`, so the same items, rules and facts always give the same plan. Sub-folders are
 * mirrored unless they are flattened; no two outputs are the same file on any system (case and
 * Unicode composition aside); no name is reserved, holds what the system forbids or is longer than
 * it allows; no output is a source, unless originals are to be replaced. Problems are
 * `output-is-input`, `output-collision`, `output-path-too-long`, `output-name-invalid`,
 * `output-name-too-long`, `output-one-file-many-sources`, `replace-without-original`, an item's
 * unknown size and a folder's refusal.
 * @param folders by the names that `outputFolders` gives; a folder without facts is taken as it is
 */
export function planOutputs(
  items: readonly PlanItem[],
  rules: PlanRules,
  folders: FolderFacts = new Map(),
): Plan {
  const inputs = sourceKeys(items);
  const planned: PlannedOutput[] = [];
  const problems: PlanProblem[] = [];
  for (const [index, wished] of targetsOf(items, rules, folders).entries()) {
    const item = items[index];
    if (item === undefined) continue;
    const { source } = item;
    const target = checkedTarget(wished, item, rules, inputs);
    if (target instanceof OffcutError) problems.push({ source, error: target });
    else planned.push({ source, target });
  }
  return { planned, problems };
}
