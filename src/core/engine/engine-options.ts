import type { StartEngineProcess } from './engine-process.ts';

export interface EngineOptions {
  readonly start: StartEngineProcess;
  /** Threads of one inference; 0: as many as there are cores, see `inferenceThreads`. */
  readonly threads: number;
  /** Pixels that may be in the engine's memory at once. */
  readonly pixelBudget: number;
  /** Pictures handed to the engine at once, so that their stages overlap. */
  readonly concurrency: number;
  /** Resident bytes above which the engine is restarted between pictures. */
  readonly memoryLimit: number;
  /** ms that one stage of one picture may take; loading a model may take `loadTimeout`. */
  readonly stageTimeout: number;
  readonly loadTimeout: number;
  /** ms without work after which the process, its sessions and its memory are released. */
  readonly idleTimeout: number;
  /** ms between heartbeats; the engine is killed when `MISSED_BEATS` in a row go unanswered. */
  readonly heartbeat: number;
  /** ms in which a cancelled picture may leave by itself before the engine is killed. */
  readonly cancelGrace: number;
}

/** What may be changed while an engine lives. */
export type EngineLimits = Pick<
  EngineOptions,
  'threads' | 'pixelBudget' | 'concurrency' | 'memoryLimit'
>;

export const defaultEngineOptions = {
  threads: 0,
  pixelBudget: 48_000_000,
  concurrency: 4,
  memoryLimit: 3 * 1024 ** 3,
  stageTimeout: 120_000,
  loadTimeout: 300_000,
  idleTimeout: 60_000,
  heartbeat: 2_000,
  cancelGrace: 1_000,
} as const satisfies Omit<EngineOptions, 'start'>;
