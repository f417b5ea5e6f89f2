import type { FastifyRequest } from 'fastify';
import type { Recipe } from '../../shared/recipe.ts';
import type { Engine } from '../engine/engine.ts';
import type { RateState } from './dialects/dialect.ts';
import type { ApiFailure } from './failure.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { Links } from './links.ts';
import type { JobTable } from './store/job-table.ts';
import type { Cutter } from './work/cutter.ts';
import type { Uploads } from './work/uploads.ts';

/** What may be asked of the engine beside the queue: what takes no model, and no time. */
export type ApiEngine = Pick<Engine, 'measure' | 'preview'>;

export interface ApiLimits {
  /** Of one uploaded picture. */
  readonly maxBytes: number;
  readonly maxPixels: number;
  /** ms that results and pictures are kept. */
  readonly keepMs: number;
}

/** What the routes of all dialects work with. */
export interface ApiTools {
  readonly keys: KeyRing;
  readonly jobs: JobTable;
  readonly uploads: Uploads;
  readonly cutter: Cutter;
  readonly links: Links;
  readonly engine: ApiEngine;
  readonly limits: ApiLimits;
  /** The user's own presets, as they are now. */
  readonly presets: () => Readonly<Record<string, Recipe>>;
  /** Counts the request, and says what is left. */
  readonly rateOf: (
    request: FastifyRequest,
  ) => Promise<{ readonly state: RateState; readonly isExceeded: boolean }>;
  readonly onFailure: (failure: ApiFailure, request: FastifyRequest) => void;
}
