import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What the numbers depend on. */
export interface Machine {
  /** When the run began, ISO 8601. */
  readonly date: string;
  readonly platform: string;
  readonly cpu: string;
  /** How many of its processors this process may use. */
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  /** The load averages of 1, 5 and 15 minutes at the beginning; zeros on Windows. */
  readonly load: readonly number[];
  readonly versions: Readonly<Record<'offcut' | 'node' | 'onnxruntime' | 'sharp', string>>;
}

function versionIn(folder: string): string {
  const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** @param root Offcut's own folder */
export function machineFacts(root: string): Machine {
  const installed = (name: string) => versionIn(path.join(root, 'node_modules', name));
  return {
    date: new Date().toISOString(),
    platform: `${process.platform}-${process.arch}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory: os.totalmem(),
    load: os.loadavg(),
    versions: {
      offcut: versionIn(root),
      node: process.versions.node,
      onnxruntime: installed('onnxruntime-node'),
      sharp: installed('sharp'),
    },
  };
}

export function machineLine({ cores, cpu, platform, load, versions }: Machine): string {
  const { offcut, node, onnxruntime, sharp } = versions;
  return (
    `${cores} cores (${cpu}, ${platform}, load ${(load[0] ?? 0).toFixed(1)}); ` +
    `Offcut ${offcut}, Node ${node}, onnxruntime ${onnxruntime}, sharp ${sharp}`
  );
}
