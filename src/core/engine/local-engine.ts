import path from 'node:path';
import { packageRoot } from '../paths.ts';
import { Engine } from './engine.ts';
import { defaultEngineOptions, type EngineOptions } from './engine-options.ts';
import { forkEngine } from './engine-process.ts';

/** The engine's bundled program. */
export const engineScript = (): string => path.join(packageRoot(), 'dist', 'engine.js');

/** The engine on this machine; by default, as the command line starts it: a child of this Node. */
export const localEngine = (options: Partial<EngineOptions> = {}): Engine =>
  new Engine({ ...defaultEngineOptions, start: forkEngine(engineScript()), ...options });
