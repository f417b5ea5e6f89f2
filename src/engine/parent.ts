import { OffcutError } from '../shared/errors.ts';
import type { FromEngine } from '../shared/engine-protocol.ts';

/** Whoever started this process. */
export interface Parent {
  readonly send: (message: FromEngine) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

/** What Electron's utility processes have instead of Node's channel; they end with their parent. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * The channel to the process that started this one: a Node process, or Electron's main process.
 * @throws OffcutError `internal` when it was started by hand
 */
export function connectToParent(): Parent {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      send: (message) => {
        parentPort.postMessage(message);
      },
      onMessage: (listener) => {
        parentPort.on('message', ({ data }) => {
          listener(data);
        });
      },
    };
  }
  if (process.send === undefined) {
    throw new OffcutError('internal', { reason: 'the engine is started by Offcut, not by hand' });
  }
  // Core is gone: nobody would hear the results.
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) => {
      process.send?.(message);
    },
    onMessage: (listener) => {
      process.on('message', listener);
    },
  };
}
