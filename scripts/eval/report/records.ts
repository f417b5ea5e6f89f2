import type { StageTimes, Warning } from '../../../src/shared/cutout.ts';
import type { MaskType } from '../data/data-set.ts';
import type { ForegroundColourError } from '../metrics/foreground-colour-error.ts';
import type { MatteScores } from '../metrics/matte-scores.ts';

/** No matte, or none that can be scored: an error code of Offcut, or `reference-unusable`. */
export interface Failed {
  readonly status: 'failed';
  readonly code: string;
  readonly message: string;
}

/** What every scored picture says of its run; see `CutoutFacts`. */
export interface Scored {
  readonly status: 'done';
  /** The size at which it was scored, in px. */
  readonly width: number;
  readonly height: number;
  readonly scores: MatteScores;
  readonly confidence: number;
  readonly ambiguous: number;
  readonly times: StageTimes;
  readonly warnings: readonly Warning[];
}

export type PairRecord = {
  readonly id: string;
  readonly kind: string;
  readonly maskType: MaskType;
} & (Scored | Failed);

export type CompositeRecord = {
  readonly id: string;
  readonly cutout: string;
  readonly background: string;
} & ((Scored & { readonly colours: ForegroundColourError | null }) | Failed);

/** Everything measured of one variant. */
export interface VariantReport {
  readonly name: string;
  readonly recipe: unknown;
  readonly model: { readonly id: string; readonly version: string };
  /** How long the engine took for all pictures, and how long scoring them took. */
  readonly seconds: { readonly engine: number; readonly scoring: number };
  /** See `rankingAuc`; over the pairs, a matte being bad below this IoU. */
  readonly confidenceAuc: { readonly badBelowIou: number; readonly auc: number | null };
  readonly pairs: readonly PairRecord[];
  readonly composites: readonly CompositeRecord[];
}
