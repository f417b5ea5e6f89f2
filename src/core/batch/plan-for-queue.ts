import { realpath } from 'node:fs/promises';
import type { OffcutError } from '../../shared/errors.ts';
import type { JobSource } from '../../shared/queue.ts';
import { refuseNotYetBuilt, type Recipe } from '../../shared/recipe.ts';
import { planOutputs, type Destination } from '../plan/plan-outputs.ts';
import { expandSources } from '../sources/expand.ts';
import { sourceName } from '../sources/source-name.ts';
import { checkBackground, extensions, nameOf, realDestination } from './cut-batch.ts';

export interface QueuePlanRequest {
  /** Files, folders, globs or URLs. */
  readonly inputs: readonly string[];
  readonly cwd: string;
  readonly destination: Destination;
  readonly recipe: Recipe;
}

export interface QueuePlan {
  readonly planned: readonly { readonly source: JobSource; readonly target: string }[];
  readonly problems: readonly { readonly input: string; readonly error: OffcutError }[];
}

/**
 * Plans pictures for the queue as `cutBatch` plans those that it cuts at once. The one way from
 * the queue's commands to the planner.
 * @throws OffcutError `recipe-not-yet`, `background-unreadable`, those of `prepareDestination`
 */
export async function planForQueue(request: QueuePlanRequest): Promise<QueuePlan> {
  const { inputs, cwd, recipe } = request;
  refuseNotYetBuilt(recipe);
  await checkBackground(recipe);
  const destination = await realDestination(request.destination);
  const ignore = destination.type === 'directory' ? [destination.path] : [];
  const { sources, problems } = await expandSources(inputs, { cwd, ignore });
  const items = await Promise.all(
    sources.map(async (source) => ({
      source,
      stem: sourceName(source).stem,
      realPath: source.kind === 'file' ? await realpath(source.path).catch(() => null) : null,
    })),
  );
  const extension = extensions[recipe.output.format];
  const plan = planOutputs(items, { destination, extension, platform: process.platform });
  return {
    planned: plan.planned.flatMap(({ source, target }) =>
      source.kind === 'stdin' ? [] : [{ source, target }],
    ),
    problems: [
      ...problems,
      ...plan.problems.map(({ source, error }) => ({ input: nameOf(source, cwd), error })),
    ],
  };
}
