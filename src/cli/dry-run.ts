import path from 'node:path';
import { exists } from '../core/files/exists.ts';
import type { BatchPlan, PlannedPicture } from '../core/plan/plan-batch.ts';
import { assertNever } from '../shared/assert.ts';
import type { OffcutError } from '../shared/errors.ts';
import type { Placement } from '../shared/queue.ts';
import { exitCodes } from './exit-codes.ts';
import { failedNote, told } from './outcome-notes.ts';

export interface DryRunOptions {
  readonly cwd: string;
  readonly json: boolean;
  /** Only what stands against it. */
  readonly quiet: boolean;
  readonly write: (line: string) => void;
}

interface FoundPicture extends PlannedPicture {
  /** Whether something has the output's name already, other than the original it replaces. */
  readonly exists: boolean;
}

/** What becomes of an output whose name is taken. */
function remarkFor(placement: Placement): string {
  switch (placement) {
    case 'rename':
    case 'replace':
      return ' (is there already; it would get a number)';
    case 'skip':
      return ' (is there already; it would be skipped)';
    case 'overwrite':
      return ' (is there already; it would be written over)';
    default:
      return assertNever(placement);
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function jsonLines(plan: BatchPlan, pictures: readonly FoundPicture[]): readonly string[] {
  const { problems, refusals, warnings, space, folder, placement } = plan;
  const reports = (errors: readonly OffcutError[]) => errors.map((error) => error.toReport());
  const lines = [
    ...pictures.map(({ input, target, exists }) => ({
      status: 'planned',
      input,
      output: target,
      exists,
    })),
    ...problems.map(({ input, error }) => ({ status: 'failed', input, error: error.toReport() })),
    {
      status: 'plan',
      planned: pictures.length,
      failed: problems.length,
      placement,
      folder,
      refusals: reports(refusals),
      warnings: reports(warnings),
      space,
    },
  ];
  return lines.map((line) => JSON.stringify(line));
}

function textLines(
  plan: BatchPlan,
  pictures: readonly FoundPicture[],
  { cwd, quiet }: DryRunOptions,
): readonly string[] {
  const { problems, refusals, warnings, space, folder, placement } = plan;
  const shown = (file: string) => path.relative(cwd, file) || '.';
  const against = [
    ...problems.map(({ input, error }) => failedNote(input, error)),
    ...refusals.map((error) => `Nothing can be cut: ${told(error)}`),
  ];
  if (quiet) return against;
  const failing = problems.length === 0 ? '' : `, ${problems.length} would fail`;
  const isNew = folder?.exists === false ? ' (which would be made)' : '';
  const into = folder === null ? '' : ` into ${shown(folder.path)}${isNew}`;
  return [
    ...pictures.map(
      ({ input, target, exists }) =>
        `${input} -> ${shown(target)}${exists ? remarkFor(placement) : ''}`,
    ),
    ...against,
    ...warnings.map((warning) => `Note: ${told(warning)}`),
    ...space.map(({ path: disk, needed, free }) => {
      const left = free === null ? '' : `, ${megabytes(free)} free`;
      return `About ${megabytes(needed)} on the disk of ${shown(disk)}${left}.`;
    }),
    `${pictures.length} would be cut${into}${failing}. Nothing was written.`,
  ];
}

/**
 * Prints a plan instead of carrying it out: a line for each picture, then what is to be said of
 * all of them.
 * @returns the exit code: 1 when something stands against any of it
 */
export async function showPlan(plan: BatchPlan, options: DryRunOptions): Promise<number> {
  const pictures = await Promise.all(
    plan.planned.map(async (picture) => {
      const { source, target } = picture;
      const isOwn = source.kind === 'file' && source.path === target;
      return { ...picture, exists: !isOwn && (await exists(target)) };
    }),
  );
  const lines = options.json ? jsonLines(plan, pictures) : textLines(plan, pictures, options);
  for (const line of lines) options.write(line);
  const against = plan.problems.length + plan.refusals.length;
  return against === 0 ? exitCodes.done : exitCodes.someFailed;
}
