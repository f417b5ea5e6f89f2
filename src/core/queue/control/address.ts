import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';

/** Bytes of a socket's path: `sun_path` is 104 on macOS and the BSDs, with the closing zero. */
const LONGEST_SOCKET_PATH = 103;

const shortName = (dataFolder: string) =>
  createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 16);

/**
 * Where the owner of the queue in `dataFolder`, a real path, listens: a socket in that folder, or, where its path
 * is too long for one, in the user's runtime folder; a named pipe on Windows.
 */
export function controlAddress(
  dataFolder: string,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (platform === 'win32') return `\\\\.\\pipe\\offcut-${shortName(dataFolder)}`;
  const beside = path.join(path.resolve(dataFolder), 'control.sock');
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside;
  const runtime = env['XDG_RUNTIME_DIR'];
  const folder =
    runtime && path.isAbsolute(runtime)
      ? path.join(runtime, 'offcut')
      : path.join(tmpdir(), `offcut-${userInfo().uid}`);
  return path.join(folder, `${shortName(dataFolder)}.sock`);
}

/**
 * Makes the folder of a socket if it is not there, and refuses one in which others could put a
 * socket of their own: a fallback below the folder for temporary files may be anybody's.
 * @throws OffcutError `control-unusable`
 */
export async function prepareSocketFolder(address: string): Promise<void> {
  const folder = path.dirname(address);
  const refuse = (reason: string, cause?: unknown) =>
    new OffcutError('control-unusable', { path: address, reason }, { cause });
  const found = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => lstat(folder))
    .catch((error: unknown) => {
      throw refuse(reasonOf(error), error);
    });
  if (!found.isDirectory()) throw refuse('its folder is a link');
  if (found.uid !== userInfo().uid) throw refuse('its folder is another user’s');
  if ((found.mode & 0o022) !== 0) throw refuse('others may write to its folder');
}
