import path from 'node:path';
import { packageRoot } from '../paths.ts';
import { Engine } from './engine.ts';
import { defaultEngineOptions, type EngineOptions } from './engine-options.ts';
import { forkEngine } from './engine-process.ts';

/** The engine on this machine, as the command line and servers start it: a child of this Node. */
export function localEngine(options: Partial<Omit<EngineOptions, 'start'>> = {}): Engine {
  const script = path.join(packageRoot(), 'dist', 'engine.js');
  return new Engine({ ...defaultEngineOptions, ...options, start: forkEngine(script) });
}
