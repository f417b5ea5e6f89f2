import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';

/**
 * Refuses a flag for one folder where none is named.
 * @param ofFolder the flags' names
 * @param remedy how one is named
 * @throws UsageError
 */
export function refuseStray(command: Command, ofFolder: ReadonlySet<string>, remedy: string): void {
  const stray = command.options.find((option) => {
    const name = option.attributeName();
    return ofFolder.has(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (stray === undefined) return;
  throw new UsageError(`${stray.long ?? stray.flags} says how a folder is watched: ${remedy}`);
}
