import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import {
  DEFAULT_NAME_TEMPLATE,
  parseNameTemplate,
  usesToken,
  withoutEnding,
} from '../../shared/name-template.ts';
import type { JobSource, Placement } from '../../shared/queue.ts';
import { refuseNotYetBuilt, type OutputFormat, type Recipe } from '../../shared/recipe.ts';
import { expandSources, type SourceProblem } from '../sources/expand.ts';
import { sourceLabel } from '../sources/source-label.ts';
import type { FileSource, Source } from '../sources/source.ts';
import { checkBackground } from './check-background.ts';
import { checkWritten } from './check-target.ts';
import type { Destination, Placing } from './destination.ts';
import { lookAtFolder, type FolderLook } from './look-at-folder.ts';
import { lookAtSources, type SizeQuestion } from './look-at-sources.ts';
import { outputFolders, planOutputs, type PlannedOutput, type PlanRules } from './plan-outputs.ts';
import { reckonSpace, type SpaceEstimate } from './space.ts';

export type PlanRequest = Placing & {
  /** Files, folders, globs, URLs, or `-` for standard input. */
  readonly inputs: readonly string[];
  /** Pictures that are known already, with the sub-folder to mirror; come after the inputs'. */
  readonly sources?: readonly FileSource[];
  /** Absolute: what relative inputs start from. */
  readonly cwd: string;
  readonly recipe: Recipe;
  /** What outputs are called, see `parseNameTemplate`; `{name}` by default. */
  readonly template?: string | undefined;
  /** Leaves sub-folders out, instead of mirroring them. */
  readonly flatten?: boolean;
  /** The reading of the clock that `{date}` and `{time}` tell. */
  readonly now: Date;
  /** The preset's name for `{preset}`, if the recipe was made from one. */
  readonly preset: string | null;
  /** The model's id for `{model}`; asked only where the template says it. */
  readonly modelId: () => string | Promise<string>;
  /** The cutout's size for `{width}` and `{height}`; asked only where the template says them. */
  readonly measure: SizeQuestion;
};

export type PlannedPicture<S extends Source = Source> = PlannedOutput & {
  readonly source: S;
  /** The source as its user would name it. */
  readonly input: string;
};

/** What is to be done, and what stands against it. Nothing has been written. */
export interface BatchPlan<S extends Source = Source> {
  readonly recipe: Recipe;
  readonly placement: Placement;
  /** The one folder that all outputs go into or below, absolute and real; null: beside originals. */
  readonly folder: { readonly path: string; readonly exists: boolean } | null;
  readonly planned: readonly PlannedPicture<S>[];
  /** What one source each will not be cut for. */
  readonly problems: readonly SourceProblem[];
  /** What nothing of the batch can be done for. */
  readonly refusals: readonly OffcutError[];
  /** What the user should hear before it is run. */
  readonly warnings: readonly OffcutError[];
  /** One for each disk. Sources that are fetched first are not reckoned with. */
  readonly space: readonly SpaceEstimate[];
}

/** How the files of each format end, without the dot. */
export const extensions: Readonly<Record<OutputFormat, string>> = {
  png: 'png',
  webp: 'webp',
  jpeg: 'jpg',
  avif: 'avif',
  tiff: 'tif',
};

/** The folder that the user named, or the one of the file that they named. */
function namedFolder(destination: Destination): string | undefined {
  if (destination.type === 'replace') return undefined;
  return destination.type === 'file' ? path.dirname(destination.path) : destination.path;
}

function withRealFolder(destination: Destination, real: string): Destination {
  if (destination.type === 'replace') return destination;
  if (destination.type === 'directory') return { type: 'directory', path: real };
  return { type: 'file', path: path.join(real, path.basename(destination.path)) };
}

/** Whether one of the inputs is the very folder that the cutouts go into. */
async function isAmongInputs(folder: string, { inputs, cwd }: PlanRequest): Promise<boolean> {
  const real = await Promise.all(
    inputs.map((input) => realpath(path.resolve(cwd, input)).catch(() => undefined)),
  );
  return real.includes(folder);
}

/**
 * Plans a batch: finds its sources, looks at what the plan has to know of them and of the folders
 * that the cutouts go into, and decides. Nothing is written, made or fetched.
 * @throws OffcutError where the request itself makes no sense: `recipe-not-yet`,
 *   `background-unreadable`, `name-template-invalid`
 */
export async function planSources(request: PlanRequest): Promise<BatchPlan> {
  const { inputs, cwd, recipe, placement, now, preset, flatten = false } = request;
  refuseNotYetBuilt(recipe);
  const extension = extensions[recipe.output.format];
  const written = parseNameTemplate(request.template ?? DEFAULT_NAME_TEMPLATE);
  const template = withoutEnding(written, `.${extension}`);
  await checkBackground(recipe);

  const { platform } = process;
  const named = namedFolder(request.destination);
  const look = named === undefined ? undefined : await lookAtFolder(named);
  const destination = withRealFolder(request.destination, look?.real ?? '');
  const ignore = destination.type === 'directory' ? [destination.path] : [];
  const expanded = await expandSources(inputs, { cwd, ignore });
  const sources = [...expanded.sources, ...(request.sources ?? [])];
  const { items, files } = await lookAtSources(sources, template, {
    recipe,
    measure: request.measure,
    realPaths: expanded.realPaths,
  });

  const model = usesToken(template, 'model') ? await request.modelId() : '';
  const naming = { template, flatten, now, model, preset };
  const rules: PlanRules = { destination, placement, extension, platform, naming };
  const wrongName = named === undefined ? undefined : checkWritten(named, platform);
  const refusal = wrongName ?? look?.refusal;

  // A folder that can have no output at all would only be said again for each of its sub-folders.
  const folders = refusal === undefined ? [...outputFolders(items, rules)] : [];
  const looks = new Map<string, FolderLook>();
  await Promise.all(folders.map(async (folder) => looks.set(folder, await lookAtFolder(folder))));
  const { planned, problems } = planOutputs(items, rules, looks);

  const known = [...looks.values(), ...(look === undefined ? [] : [look])];
  const space = reckonSpace(planned, { files, looks: known, recipe, placement });

  const leftOut = expanded.leftOut.map(
    (folder) => new OffcutError('output-folder-left-out', { path: folder }),
  );
  const among =
    look?.exists === true && destination.type === 'directory' && inputs.length > 0
      ? await isAmongInputs(look.real, request)
      : false;
  const labelled = ({ source, error }: { source: Source; error: OffcutError }) => ({
    input: sourceLabel(source, cwd),
    error,
  });
  return {
    recipe,
    placement,
    folder: look === undefined ? null : { path: look.real, exists: look.exists },
    planned: planned.map((output) => ({ ...output, input: sourceLabel(output.source, cwd) })),
    problems: [...expanded.problems, ...problems.map(labelled)],
    refusals: refusal === undefined ? space.refusals : [refusal],
    warnings: [
      ...leftOut,
      ...(among ? [new OffcutError('output-among-sources', { path: look?.real ?? '' })] : []),
      ...space.warnings,
    ],
    space: space.estimates,
  };
}

/**
 * `planSources` for the queue, in which standard input cannot wait: it is a problem there
 * (`input-cannot-wait`). What is `planned` can be handed to the store as its jobs.
 */
export async function planBatch(request: PlanRequest): Promise<BatchPlan<JobSource>> {
  const plan = await planSources({
    ...request,
    inputs: request.inputs.filter((input) => input !== '-'),
  });
  const problems = request.inputs.includes('-')
    ? [{ input: '-', error: new OffcutError('input-cannot-wait') }, ...plan.problems]
    : plan.problems;
  const planned = plan.planned.flatMap(({ source, ...rest }) =>
    source.kind === 'stdin' ? [] : [{ source, ...rest }],
  );
  return { ...plan, planned, problems };
}
