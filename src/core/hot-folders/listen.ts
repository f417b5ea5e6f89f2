import { watch as watchWithChokidar, type FSWatcher } from 'chokidar';
import { errnoOf } from '../../shared/write-error.ts';
import { withinFolder, type PictureFilter } from './picture-filter.ts';

export interface Listener {
  /** A file that may be a picture came or changed; its path within the folder. */
  readonly onFile: (relative: string) => void;
  /** Something else happened: time for a full look. */
  readonly onChange: () => void;
  /** The system tells nothing (more) of this folder; called once, and never before `listen` ended. */
  readonly onDeaf: (error: unknown) => void;
}

export interface Listening {
  readonly close: () => Promise<void>;
}

/** Stands in for chokidar, to test what it rarely meets. */
export type Watch = (folder: string, options: Parameters<typeof watchWithChokidar>[1]) => FSWatcher;

/** The system has no watches or descriptors left for us. */
const exhausted = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSYS']);

/**
 * Listens to a folder: a way to hear of a picture soon, not a proof that there is none. Links are
 * not followed here; what lies behind them is found by full looks.
 * @returns once everything below is listened to, so that a look after it misses nothing
 */
export async function listen(
  folder: string,
  filter: PictureFilter,
  listener: Listener,
  watch: Watch = watchWithChokidar,
): Promise<Listening> {
  let deaf: { readonly error: unknown } | undefined;
  let started = false;
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false,
    ignorePermissionErrors: true,
    ignored: (file, stats) => {
      const relative = withinFolder(folder, file);
      if (relative === '' || stats === undefined) return false;
      return stats.isDirectory() ? !filter.enters(relative) : !filter.takes(relative);
    },
  });
  const close = () => watcher.close();
  const onFile = (file: string) => {
    listener.onFile(withinFolder(folder, file));
  };
  watcher.on('add', onFile).on('change', onFile);
  watcher.on('addDir', listener.onChange).on('unlinkDir', listener.onChange);
  await new Promise<void>((resolve) => {
    watcher.on('ready', resolve);
    watcher.on('error', (error) => {
      if (!exhausted.has(errnoOf(error) ?? '')) {
        listener.onChange();
        return;
      }
      if (deaf !== undefined) return;
      deaf = { error };
      if (started) listener.onDeaf(error);
      resolve();
    });
  });
  started = true;
  if (deaf !== undefined) listener.onDeaf(deaf.error);
  return { close };
}
