import path from 'node:path';
import type { OffcutError } from '../../shared/errors.ts';
import type { HotFolder, NewJob } from '../../shared/queue.ts';
import { DEFAULT_NAME_TEMPLATE, parseNameTemplate } from '../../shared/name-template.ts';
import type { PlanItem } from '../plan/place-outputs.ts';
import { extensions } from '../plan/plan-batch.ts';
import { planOutputs } from '../plan/plan-outputs.ts';
import { mirroredFolder } from '../sources/walk-folder.ts';

export interface PlannedPictures {
  /** By the paths of the pictures within the folder. */
  readonly jobs: ReadonlyMap<string, NewJob>;
  readonly problems: ReadonlyMap<string, OffcutError>;
}

/**
 * Where the cutouts of these pictures go: sub-folders are mirrored, and no two of them share a
 * place. The one way from a hot folder to the planner.
 */
export function planPictures(
  { folder, destination, preset, recipe }: HotFolder,
  paths: readonly string[],
): PlannedPictures {
  const byFile = new Map(paths.map((relative) => [path.join(folder, relative), relative]));
  const items = [...byFile.keys()].map((file): PlanItem => {
    const mirrored = mirroredFolder(folder, path.dirname(file));
    const source = { kind: 'file', path: file, folder: mirrored } as const;
    return { source, stem: path.parse(file).name, realPath: null, size: null };
  });
  const extension = extensions[recipe.output.format];
  // No clock and no model: the default name says neither.
  const template = parseNameTemplate(DEFAULT_NAME_TEMPLATE);
  const naming = { template, flatten: false, now: new Date(0), model: '', preset };
  const rules = { placement: 'rename', extension, platform: process.platform, naming } as const;
  const plan = planOutputs(
    items,
    { ...rules, destination: { type: 'directory', path: destination } },
    new Map(),
  );
  const jobs = new Map<string, NewJob>();
  const problems = new Map<string, OffcutError>();
  for (const { source, target } of plan.planned) {
    if (source.kind !== 'file') continue;
    const relative = byFile.get(source.path);
    if (relative !== undefined) jobs.set(relative, { source, target });
  }
  for (const { source, error } of plan.problems) {
    const relative = source.kind === 'file' ? byFile.get(source.path) : undefined;
    if (relative !== undefined) problems.set(relative, error);
  }
  return { jobs, problems };
}
