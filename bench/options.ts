import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** A folder with a folder `photos`, a `manifest.json`, or both. */
  readonly data: string | undefined;
  /** Where the raw numbers go. */
  readonly json: string | undefined;
  /** The scenarios that were asked for; `undefined`: all that need not be asked for. */
  readonly only: readonly string[] | undefined;
  readonly quick: boolean;
  /** Pictures of the soak; `undefined` when it was not asked for. */
  readonly soak: number | undefined;
}

export const SOAK_PICTURES = 500;
const QUICK_SOAK_PICTURES = 40;

const FEWEST_SOAK_PICTURES = 10;

export class UsageError extends Error {}

/** `--soak` may stand alone, which parseArgs has no word for. */
const withSoakCount = (args: readonly string[], count: number): readonly string[] =>
  args.flatMap((arg, at) =>
    arg === '--soak' && !/^\d+$/.test(args[at + 1] ?? '') ? [`--soak=${count}`] : [arg],
  );

function chosenFrom(text: string, known: readonly string[]): readonly string[] {
  const chosen = text.split(',').map((name) => name.trim());
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length === 0) return chosen;
  throw new UsageError(`no scenario ${unknown.join(', ')}; there are ${known.join(', ')}`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        json: { type: 'string' },
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        soak: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param known the names of all scenarios
 * @throws UsageError
 */
export function readOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const standard = args.includes('--quick') ? QUICK_SOAK_PICTURES : SOAK_PICTURES;
  const { values, positionals } = parse(withSoakCount(args, standard));
  const { data, json, only, quick, soak } = values;
  const named = [...(only === undefined ? [] : [only]), ...positionals];
  const chosen = named.length === 0 ? undefined : chosenFrom(named.join(','), known);
  const asked = soak ?? (chosen?.includes('soak') ? String(standard) : undefined);
  const count = asked === undefined ? undefined : Number(asked);
  if (count !== undefined && !(Number.isInteger(count) && count >= FEWEST_SOAK_PICTURES)) {
    throw new UsageError(`--soak takes a number of pictures, at least ${FEWEST_SOAK_PICTURES}`);
  }
  return { data, json, only: chosen, quick, soak: count };
}

/** Whether a scenario runs: the soak only when asked for, in one of the two ways. */
export function wants({ only, soak }: BenchOptions, name: string): boolean {
  if (name === 'soak' && soak !== undefined) return true;
  return only === undefined ? name !== 'soak' : only.includes(name);
}
