/** What the process's exit status says; part of the command line's contract. */
export const exitCodes = {
  /** Every picture was done, or skipped as asked. */
  done: 0,
  /** At least one picture failed; the others are done. */
  someFailed: 1,
  /** The command line, recipe or destination is wrong; nothing was written. */
  usage: 2,
  /** Stopped by Ctrl-C or a signal (128 + SIGINT). */
  interrupted: 130,
} as const;
