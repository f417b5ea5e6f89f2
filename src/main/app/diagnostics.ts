import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { packageVersion } from '../../core/paths.ts';
import type { QueueLink } from '../../shared/queue-link.ts';
import type { JobCounts } from '../../shared/queue.ts';
import type { Settings } from '../../shared/settings.ts';
import { redact } from '../log/redact.ts';

export interface Facts {
  readonly settings: Settings;
  readonly link: QueueLink;
  readonly counts: JobCounts | undefined;
  readonly devices: readonly string[];
  /** Where `offcut.log` is. */
  readonly logs: string;
}

const LINES = 60;

/** What somebody who helps has to know, without keys and personal paths. */
export async function diagnostics(facts: Facts): Promise<string> {
  const { settings, link, counts, devices, logs } = facts;
  const [cpu] = cpus();
  const versions: Readonly<Partial<NodeJS.ProcessVersions>> = process.versions;
  const log = await readFile(path.join(logs, 'offcut.log'), 'utf8').catch(() => '');
  const { presets, ...rest } = settings;
  const lines = [
    `Offcut ${packageVersion()}`,
    `${process.platform} ${process.arch} ${release()}`,
    `Node ${versions.node ?? ''}, Electron ${versions.electron ?? 'none'}, Chromium ${versions['chrome'] ?? 'unknown'}`,
    `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 1e9)} GB`,
    `devices: ${devices.join(', ') || 'unknown'}`,
    `queue: ${link.role}${counts === undefined ? '' : ` ${JSON.stringify(counts)}`}`,
    `settings: ${JSON.stringify(rest)}`,
    `presets: ${Object.keys(presets).length}`,
    '',
    ...log.trimEnd().split('\n').slice(-LINES),
  ];
  return redact(lines.join('\n'));
}
