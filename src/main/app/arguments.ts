import path from 'node:path';

/** What the command line of the app says: files to cut, addresses, and whether to stay hidden. */
export interface AppArguments {
  /** Absolute. */
  readonly paths: readonly string[];
  readonly urls: readonly string[];
  /** Started by the system at login: no window. */
  readonly hidden: boolean;
}

export const HIDDEN_FLAG = '--hidden';

/**
 * Reads what follows the program's own name. Flags of Electron and Chromium are passed over.
 * @param args without the program, and in development without the script
 * @param cwd what relative paths start from
 */
export function readArguments(args: readonly string[], cwd: string): AppArguments {
  const split = args.indexOf('--');
  const flags = split < 0 ? args : args.slice(0, split);
  const after = split < 0 ? [] : args.slice(split + 1);
  const named = [...flags.filter((arg) => !arg.startsWith('-')), ...after];
  const isUrl = (arg: string) => /^https?:\/\//i.test(arg) && URL.canParse(arg);
  return {
    paths: named.filter((arg) => arg !== '' && !isUrl(arg)).map((arg) => path.resolve(cwd, arg)),
    urls: named.filter(isUrl),
    hidden: flags.includes(HIDDEN_FLAG),
  };
}
