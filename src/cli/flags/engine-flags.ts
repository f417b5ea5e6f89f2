import type { Command } from 'commander';
import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import { count } from './number-flags.ts';

/** How much of the machine may be used. */
export interface EngineFlags {
  /** Pictures at work at once. */
  readonly concurrency: number;
  /** Of one inference; 0: as many as there are cores. */
  readonly threads: number;
}

export const addEngineFlags = (command: Command): Command =>
  command
    .option(
      '--concurrency <n>',
      'pictures on their way at once',
      count(1, 64),
      defaultEngineOptions.concurrency,
    )
    .option(
      '--threads <n>',
      'threads of one inference; 0: as many as there are cores',
      count(0, 256),
      0,
    );
