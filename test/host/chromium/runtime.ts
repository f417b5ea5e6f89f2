import path from 'node:path';
import { StandInBrowser } from './browser.ts';
import { hostEnvironment, type FromStandIn } from './control.ts';
import { routeRequests } from './requests.ts';

/** How this process was asked to run. */
export const headless = process.env[hostEnvironment.headed] === undefined;
export const mainFile = path.resolve(process.env[hostEnvironment.main] ?? '');

export function tellLauncher(message: FromStandIn): void {
  if (process.connected) process.send?.(message);
}

export const browser = new StandInBrowser({
  headless,
  debuggingPort: process.env[hostEnvironment.port] !== undefined,
  onEndpoint: (endpoint) => {
    tellLauncher({ type: 'endpoint', endpoint });
  },
  prepare: routeRequests,
});
