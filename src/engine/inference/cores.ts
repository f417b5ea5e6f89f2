import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Of the processors, as Linux tells it: `/sys/devices/system/cpu`. */
  readonly processors: string;
  /** What a container may use, as Linux tells it: `/sys/fs/cgroup/cpu.max`. */
  readonly quota: string;
  /** Processors that this process may run on. */
  readonly parallelism: number;
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  processors: '/sys/devices/system/cpu',
  quota: '/sys/fs/cgroup/cpu.max',
  parallelism: availableParallelism(),
});

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** How many sets of processors share a core; Infinity where the kernel does not say. */
function coresIn(processors: string): number {
  let names: readonly string[];
  try {
    names = readdirSync(processors);
  } catch {
    return Infinity;
  }
  const siblings = names
    .filter((name) => /^cpu\d+$/.test(name))
    .map((name) => readOrNothing(path.join(processors, name, 'topology/thread_siblings_list')))
    // A processor that is switched off has no topology.
    .filter((list) => list !== '');
  return siblings.length === 0 ? Infinity : new Set(siblings).size;
}

/** Processors' worth of time that a container gets; Infinity without a limit. */
function coresOf(quota: string): number {
  const [time, period] = readOrNothing(quota).split(' ').map(Number);
  return time && period ? Math.max(1, Math.ceil(time / period)) : Infinity;
}

/**
 * How many threads one inference is best run with: as many as there are cores, for two on one core
 * gain nothing. 0 leaves it to onnxruntime, which asks Windows and macOS for the cores. On Linux it
 * may take half of the processors (`hardware_concurrency() / 2` in its `platform/posix/env.cc`),
 * and every second core idles where they do not come in pairs: in virtual machines, on ARM.
 */
export function inferenceThreads(machine: Machine = thisMachine()): number {
  if (machine.platform !== 'linux') return 0;
  return Math.min(coresIn(machine.processors), coresOf(machine.quota), machine.parallelism);
}
