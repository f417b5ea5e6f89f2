import type { ResolvedModel } from '../src/core/models/resolve.ts';
import type { DataSet } from './data-set.ts';

/** `x` is a ratio; sizes are decimal: 1 MB is 1,000,000 bytes. */
export type Unit = 'ms' | 'MB' | 'x' | 'kB' | 'files' | 'error';

/** What the median of a row is held against, in the row's unit. */
export interface Goal {
  readonly type: 'at most' | 'at least';
  readonly limit: number;
}

/** One line of the report: what was measured, once for each round. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  readonly goal?: Goal;
}

/** A comparison, or a measurement, that stands on its own. */
export interface Finding {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

export type Outcome =
  | { readonly status: 'measured'; readonly findings: readonly Finding[] }
  | { readonly status: 'skipped'; readonly reason: string };

export interface BenchContext {
  /** Offcut's own folder. */
  readonly root: string;
  /** An empty folder for this scenario alone; it is removed afterwards. */
  readonly folder: string;
  /** The catalogue's default model. */
  readonly model: ResolvedModel;
  readonly data: DataSet | undefined;
  /** Few rounds: enough to see that everything works. */
  readonly quick: boolean;
  /** Pictures of the soak. */
  readonly soak: number;
  /** Whether the scenario was asked for by its name. */
  readonly chosen: boolean;
  /** Tells how far it is. */
  readonly say: (text: string) => void;
}

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly goal: string;
  readonly run: (context: BenchContext) => Promise<Outcome>;
}
