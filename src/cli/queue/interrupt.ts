import { exitCodes } from '../exit-codes.ts';

export interface Interrupt {
  /** Aborted by the first signal, or by `stop`. */
  readonly signal: AbortSignal;
  readonly stop: () => void;
  /** Leaves signals to the system again. */
  readonly release: () => void;
}

/** Lets Ctrl-C and SIGTERM end what stays with the queue; a second signal ends the process at once. */
export function onInterrupt(): Interrupt {
  const interrupt = new AbortController();
  const { signal } = interrupt;
  const stop = () => {
    // Whatever is lost by that, the recovery of the next start finds.
    if (signal.aborted) process.exit(exitCodes.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal,
    stop,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
