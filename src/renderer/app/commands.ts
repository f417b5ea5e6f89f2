import { useLayoutEffect } from 'react';
import type { AppCommand } from '../../shared/bridge/contract.ts';

/**
 * What menus, keys and buttons ask for, and who does it. A screen registers what it can do while it
 * is shown; the last one to register is asked.
 */
type Handler = () => void;

const handlers = new Map<AppCommand, readonly Handler[]>();

/** Returns a function that ends it. */
export function registerCommand(command: AppCommand, handler: Handler): () => void {
  handlers.set(command, [...(handlers.get(command) ?? []), handler]);
  return () => {
    handlers.set(
      command,
      (handlers.get(command) ?? []).filter((other) => other !== handler),
    );
  };
}

/** Whether anybody did it. */
export function runCommand(command: AppCommand): boolean {
  const handler = handlers.get(command)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** Does a command while the component is there. `handler` should come from `useCallback`. */
export function useCommand(command: AppCommand, handler: Handler): void {
  useLayoutEffect(() => registerCommand(command, handler), [command, handler]);
}
