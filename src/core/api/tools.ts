import type { FastifyRequest } from 'fastify';
import type { Recipe } from '../../shared/recipe.ts';
import type { Engine } from '../engine/engine.ts';
import type { RateState } from './dialects/dialect.ts';
import type { ApiFailure } from './failure.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { Links } from './links.ts';
import type { Metrics } from './metrics.ts';
import type { JobTable } from './store/job-table.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { Cutter } from './work/cutter.ts';
import type { Images } from './work/images.ts';
import type { JobEnds } from './work/job-ends.ts';
import type { Uploads } from './work/uploads.ts';

/** What may be asked of the engine beside the queue: what takes no model, and no time. */
export type ApiEngine = Pick<Engine, 'measure' | 'preview'>;

export interface ApiLimits {
  /** Of one uploaded picture. */
  readonly maxBytes: number;
  readonly maxPixels: number;
  /** ms that a request waits for its cutout. */
  readonly deadlineMs: number;
  /** ms that results and pictures are kept. */
  readonly keepMs: number;
}

/** What the routes of all dialects work with. */
export interface ApiTools {
  readonly keys: KeyRing;
  readonly jobs: JobTable;
  /** Tells of accepted jobs that have ended. */
  readonly jobEnds: JobEnds;
  readonly uploads: Uploads;
  /** Pictures that stay until they are deleted. */
  readonly images: Images;
  readonly cutter: Cutter;
  readonly links: Links;
  /** Tells servers of jobs that have ended. */
  readonly webhooks: Webhooks;
  readonly engine: ApiEngine;
  readonly limits: ApiLimits;
  /** The user's own presets, as they are now. */
  readonly presets: () => Readonly<Record<string, Recipe>>;
  /** Counts the request, and says what is left. */
  readonly rateOf: (
    request: FastifyRequest,
  ) => Promise<{ readonly state: RateState; readonly isExceeded: boolean }>;
  readonly metrics: Metrics;
  /** Whether the queue answers. */
  readonly isQueueThere: () => Promise<boolean>;
  readonly onFailure: (failure: ApiFailure, request: FastifyRequest) => void;
}
