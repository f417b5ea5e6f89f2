import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import { OffcutError } from '../../shared/errors.ts';
import { collisionKey, safeFolderName, safeStem } from '../files/safe-name.ts';
import type { Source } from '../sources/source.ts';
import { assignNames, type Place } from './assign-names.ts';

export interface PlanItem {
  readonly source: Source;
  /** What the output's name starts with. */
  readonly stem: string;
  /** The file behind all links; null where the source is no file. */
  readonly realPath: string | null;
}

/** Paths are absolute and real (`prepareDestination` says which), so that comparing them tells. */
export type Destination =
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'file'; readonly path: string }
  /** Beside the original, which makes way for it. */
  | { readonly type: 'replace' };

export interface PlanRules {
  readonly destination: Destination;
  /** Without the dot: `png`. */
  readonly extension: string;
  /** Whose rules for names and paths apply. */
  readonly platform: NodeJS.Platform;
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

type FolderDestination = Exclude<Destination, { type: 'file' }>;

/** An item's output folder, or why it can have none. */
function folderOf(
  item: PlanItem,
  destination: FolderDestination,
  platform: NodeJS.Platform,
): string | OffcutError {
  const { source } = item;
  const paths = platform === 'win32' ? path.win32 : path.posix;
  switch (destination.type) {
    case 'directory': {
      const mirrored = source.kind === 'file' ? source.folder.split('/') : [];
      const safe = mirrored
        .filter((segment) => segment !== '')
        .map((segment) => safeFolderName(segment, platform));
      return paths.join(destination.path, ...safe);
    }
    case 'replace':
      if (source.kind === 'file') return paths.dirname(paths.normalize(source.path));
      return new OffcutError('replace-without-original', {
        source: source.kind === 'url' ? source.url : 'Standard input',
      });
    default:
      return assertNever(destination);
  }
}

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

/** Each item's target, or why it has none. */
function targetsInFolders(
  items: readonly PlanItem[],
  { extension, platform }: PlanRules,
  destination: FolderDestination,
): readonly (string | OffcutError)[] {
  const places = items.map((item): Place | OffcutError => {
    const folder = folderOf(item, destination, platform);
    if (typeof folder !== 'string') return folder;
    return { source: item.source, stem: safeStem(item.stem, platform), folder };
  });
  const named = assignNames(
    places.filter((place): place is Place => !(place instanceof OffcutError)),
    { extension, platform, inputs: sourceKeys(items) },
  );
  return places.map((place) => {
    if (place instanceof OffcutError) return place;
    return named.get(place) ?? new OffcutError('internal', { reason: 'an output has no name' });
  });
}

function targetsOf(
  items: readonly PlanItem[],
  rules: PlanRules,
): readonly (string | OffcutError)[] {
  const { destination } = rules;
  if (destination.type !== 'file') return targetsInFolders(items, rules, destination);
  if (items.length <= 1) return items.map(() => destination.path);
  const params = { path: destination.path, count: items.length };
  return items.map(() => new OffcutError('output-one-file-many-sources', params));
}

/**
 * Decides where every output goes, before anything is written. Pure: the disk is not looked at, so
 * the same items and rules always give the same plan. Sub-folders are mirrored; no two outputs are
 * the same file on any system (case and Unicode composition aside); no name is reserved, holds what
 * the system forbids or is longer than it allows; no output is a source, unless originals are to
 * be replaced. Problems are `output-is-input`, `output-one-file-many-sources` and
 * `replace-without-original`.
 */
export function planOutputs(items: readonly PlanItem[], rules: PlanRules): Plan {
  const inputs = sourceKeys(items);
  const planned: PlannedOutput[] = [];
  const problems: PlanProblem[] = [];
  for (const [index, target] of targetsOf(items, rules).entries()) {
    const item = items[index];
    if (item === undefined) continue;
    const { source } = item;
    if (typeof target !== 'string') {
      problems.push({ source, error: target });
    } else if (isInput(target, item, rules, inputs)) {
      problems.push({ source, error: new OffcutError('output-is-input', { path: target }) });
    } else {
      planned.push({ source, target });
    }
  }
  return { planned, problems };
}
