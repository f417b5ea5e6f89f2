import type { BridgeOptions } from './bridge.ts';
import { installBridge } from './bridge.ts';
import { createWire } from './wire.ts';

/** The name under which the page finds the binding to the host, and the host the page's end. */
export const bindingName = '__offcutStandInCall';
export const pageEnd = 'globalThis.__offcutStandIn';

/**
 * The script that runs in every document before the page's own: the bridge with the app's built
 * preload inside. As in Electron, subframes get none unless the window asks for it.
 */
export function initScript(preload: string, options: BridgeOptions, subFrames: boolean): string {
  // Functions keep their names by calls of `__name` when tsx has compiled them.
  return `(() => {
  if (${String(!subFrames)} && window !== window.top) return;
  const __name = (value) => value;
  const createWire = ${createWire.toString()};
  const installBridge = ${installBridge.toString()};
  installBridge(createWire(), ${JSON.stringify(options)}, function (require, module, exports, process) {
${preload}
  });
})();`;
}
