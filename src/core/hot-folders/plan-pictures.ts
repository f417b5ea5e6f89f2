import path from 'node:path';
import type { OffcutError } from '../../shared/errors.ts';
import type { HotFolder, NewJob } from '../../shared/queue.ts';
import { extensions } from '../batch/cut-batch.ts';
import { planOutputs, type PlanItem } from '../plan/plan-outputs.ts';
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
  { folder, destination, recipe }: HotFolder,
  paths: readonly string[],
): PlannedPictures {
  const byFile = new Map(paths.map((relative) => [path.join(folder, relative), relative]));
  const items = [...byFile.keys()].map((file): PlanItem => {
    const mirrored = mirroredFolder(folder, path.dirname(file));
    const source = { kind: 'file', path: file, folder: mirrored } as const;
    return { source, stem: path.parse(file).name, realPath: null };
  });
  const plan = planOutputs(items, {
    destination: { type: 'directory', path: destination },
    extension: extensions[recipe.output.format],
    platform: process.platform,
  });
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
