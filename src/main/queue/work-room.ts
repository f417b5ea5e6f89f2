import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import { availableParallelism } from 'node:os';
import type { Settings } from '../../shared/settings.ts';
import { engineStart } from './engine-start.ts';

/** What of the machine the engine may use. */
export interface EngineRoom {
  readonly threads: number;
  readonly memoryLimit: number;
  readonly concurrency: number;
  readonly pixelBudget: number;
}

/** A computer that is to stay responsive keeps a core and half of the memory to itself. */
export function engineRoom(
  { threads, memoryMegabytes, stayResponsive }: Settings['performance'],
  cores: number = availableParallelism(),
): EngineRoom {
  const most = Math.max(1, cores - 1);
  const { concurrency, pixelBudget } = defaultEngineOptions;
  return {
    threads: stayResponsive ? Math.min(threads === 0 ? most : threads, most) : threads,
    memoryLimit: memoryMegabytes * 1024 ** 2,
    concurrency: stayResponsive ? 1 : concurrency,
    pixelBudget: stayResponsive ? pixelBudget / 2 : pixelBudget,
  };
}

/** The app's engine. It takes one picture more than the queue: one that somebody waits for. */
export const appEngine = (room: EngineRoom): Engine =>
  localEngine({ ...room, concurrency: room.concurrency + 1, start: engineStart() });
