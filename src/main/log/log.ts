import path from 'node:path';
import { inspect } from 'node:util';
import log from 'electron-log/node';
import { redact } from './redact.ts';

/** One old file is kept beside the present one. */
const MAX_BYTES = 1024 * 1024;

export interface Log {
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  /** With the stack of what was thrown. */
  readonly error: (message: string, thrown?: unknown) => void;
}

/** Writes lines to `offcut.log` in a folder, without keys and personal paths. */
export function openLog(folder: string): Log {
  const { file, console } = log.transports;
  file.resolvePathFn = () => path.join(folder, 'offcut.log');
  file.maxSize = MAX_BYTES;
  file.format = '[{y}-{m}-{d} {h}:{i}:{s}.{ms}] [{level}] {text}';
  file.level = 'info';
  console.level = false;
  return {
    info: (message) => {
      log.info(redact(message));
    },
    warn: (message) => {
      log.warn(redact(message));
    },
    error: (message, thrown) => {
      log.error(redact(thrown === undefined ? message : `${message}: ${inspect(thrown)}`));
    },
  };
}
