import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import type { Size } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import {
  clockTokens,
  countToken,
  fillSegment,
  usesToken,
  type NameSegment,
  type NameTemplate,
  type TokenValues,
} from '../../shared/name-template.ts';
import { cutToBytes, MAX_NAME_BYTES, safeFolderName, safeStem } from '../files/safe-name.ts';
import { sourceName } from '../sources/source-name.ts';
import type { Source } from '../sources/source.ts';
import type { Place } from './assign-names.ts';
import type { Destination } from './destination.ts';

export interface PlanItem {
  readonly source: Source;
  /** What `{name}` stands for. */
  readonly stem: string;
  /** The file behind all links; null where the source is no file. */
  readonly realPath: string | null;
  /** The finished cutout's, in px, or why it cannot be told; null where no name asks for it. */
  readonly size: Size | OffcutError | null;
}

/** How outputs are called. */
export interface Naming {
  readonly template: NameTemplate;
  /** Leaves the sub-folders of an input folder out, instead of mirroring them. */
  readonly flatten: boolean;
  /** One reading of the clock for the whole batch. */
  readonly now: Date;
  /** What `{model}` stands for. */
  readonly model: string;
  /** What `{preset}` stands for; null where the recipe has none. */
  readonly preset: string | null;
}

export interface PlacingRules {
  readonly destination: Exclude<Destination, { type: 'file' }>;
  /** Without the dot: `png`. */
  readonly extension: string;
  /** Whose rules for names and paths apply. */
  readonly platform: NodeJS.Platform;
  readonly naming: Naming;
}

export const pathsOf = (platform: NodeJS.Platform) =>
  platform === 'win32' ? path.win32 : path.posix;

/** What `{preset}` says of a recipe that has none. */
const NO_PRESET = 'custom';

/** The folder that an item's own folders are made in. */
function baseFolder(
  { source }: PlanItem,
  { destination, platform }: PlacingRules,
): string | OffcutError {
  switch (destination.type) {
    case 'directory':
      return destination.path;
    case 'replace': {
      const paths = pathsOf(platform);
      if (source.kind === 'file') return paths.dirname(paths.normalize(source.path));
      return new OffcutError('replace-without-original', {
        source: source.kind === 'url' ? source.url : 'Standard input',
      });
    }
    default:
      return assertNever(destination);
  }
}

function mirroredFolders(
  { source }: PlanItem,
  { destination, naming }: PlacingRules,
): readonly string[] {
  const mirrors = destination.type === 'directory' && !naming.flatten && source.kind === 'file';
  return mirrors ? source.folder.split('/').filter((segment) => segment !== '') : [];
}

/** The name of the folder that a file lies in, or the host that an address names. */
function parentName(source: Source, platform: NodeJS.Platform): string {
  switch (source.kind) {
    case 'file': {
      const paths = pathsOf(platform);
      return paths.basename(paths.dirname(paths.normalize(source.path)));
    }
    case 'url':
      return URL.canParse(source.url) ? new URL(source.url).hostname : '';
    case 'stdin':
      return 'stdin';
    default:
      return assertNever(source);
  }
}

/** What stands in for a size that no name asks for. */
const NO_SIZE: Size = { width: 0, height: 0 };

export const needsSize = (template: NameTemplate) => usesToken(template, 'width', 'height');

function valuesFor(
  item: PlanItem,
  index: number,
  { naming, platform }: PlacingRules,
): TokenValues | OffcutError {
  const { template, now, model, preset } = naming;
  if (needsSize(template) && item.size instanceof OffcutError) return item.size;
  const { width, height } = item.size instanceof OffcutError ? NO_SIZE : (item.size ?? NO_SIZE);
  return {
    name: item.stem,
    ext: sourceName(item.source).extension,
    parent: parentName(item.source, platform),
    index: index + 1,
    ...clockTokens(now),
    width,
    height,
    model,
    preset: preset ?? NO_PRESET,
  };
}

/** Fills a segment; a long source name is shortened, so that what stands beside it stays. */
function fitted(segment: NameSegment, values: TokenValues, bytes: number): string {
  const text = fillSegment(segment, values);
  const over = Buffer.byteLength(text) - bytes;
  const uses = countToken(segment, 'name');
  if (over <= 0 || uses === 0) return text;
  const name = String(values.name);
  const kept = Math.max(0, Buffer.byteLength(name) - Math.ceil(over / uses));
  return fillSegment(segment, { ...values, name: cutToBytes(name, kept) });
}

function placeOne(item: PlanItem, index: number, rules: PlacingRules): Place | OffcutError {
  const { platform, extension, naming } = rules;
  const base = baseFolder(item, rules);
  if (base instanceof OffcutError) return base;
  const values = valuesFor(item, index, rules);
  if (values instanceof OffcutError) return values;
  const { folders, file } = naming.template;
  const named = folders.map((segment) => fitted(segment, values, MAX_NAME_BYTES));
  const below = [...mirroredFolders(item, rules), ...named];
  const stem = fitted(file, values, MAX_NAME_BYTES - Buffer.byteLength(`.${extension}`));
  return {
    source: item.source,
    stem: safeStem(stem, platform),
    folder: pathsOf(platform).join(base, ...below.map((name) => safeFolderName(name, platform))),
  };
}

/**
 * The folder and the wished name of each item, or why it can have none (`replace-without-original`,
 * or what its size could not be told for). Nothing that a source's name, a value or the template
 * says leads out of the destination: every segment becomes a plain name that the system allows.
 */
export function placeOutputs(
  items: readonly PlanItem[],
  rules: PlacingRules,
): readonly (Place | OffcutError)[] {
  return items.map((item, index) => placeOne(item, index, rules));
}
