import { OffcutError } from '../../shared/errors.ts';
import { MAX_NAME_BYTES, safeFolderName } from '../files/safe-name.ts';
import { MAX_TEMP_NAME } from '../files/temp-name.ts';
import { pathsOf } from './place-outputs.ts';

interface PathLimit {
  readonly limit: number;
  readonly unit: 'bytes' | 'characters';
}

/**
 * The longest path, without the NUL that ends it: PATH_MAX of linux/limits.h is 4096, of macOS'
 * and the BSDs' sys/syslimits.h 1024; MAX_PATH of Windows is 260 UTF-16 units. Node goes beyond that
 * on Windows, but the libraries that read pictures and most programs that open them do not.
 */
function limitOf(platform: NodeJS.Platform): PathLimit {
  if (platform === 'win32') return { limit: 259, unit: 'characters' };
  return { limit: platform === 'linux' || platform === 'android' ? 4095 : 1023, unit: 'bytes' };
}

/** Whether an output's path, or that of the temp file beside it, is longer than the system takes. */
export function checkLength(target: string, platform: NodeJS.Platform): OffcutError | undefined {
  const { limit, unit } = limitOf(platform);
  const lengthOf = (text: string) => (unit === 'bytes' ? Buffer.byteLength(text) : text.length);
  const temp = lengthOf(pathsOf(platform).dirname(target)) + 1 + MAX_TEMP_NAME;
  if (Math.max(lengthOf(target), temp) <= limit) return undefined;
  return new OffcutError('output-path-too-long', { path: target, limit, unit });
}

/**
 * Whether a path that the user wrote is one that the system can have. Made-up names need no such
 * check; these are not changed, as nobody should look for a file under another name than theirs.
 * @returns `output-name-invalid` or `output-name-too-long`
 */
export function checkWritten(file: string, platform: NodeJS.Platform): OffcutError | undefined {
  const paths = pathsOf(platform);
  const { root } = paths.parse(file);
  for (const name of file.slice(root.length).split(paths.sep)) {
    const safe = safeFolderName(name, platform);
    const allowed = platform === 'win32' ? name === safe : !name.includes('\0');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
      return new OffcutError('output-name-too-long', { name });
    if (name !== '' && !allowed) return new OffcutError('output-name-invalid', { name, safe });
  }
  return undefined;
}
