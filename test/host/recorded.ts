import type { RecordedCall } from './chromium/recorded.ts';
import type { DesktopApp } from './host.ts';

/**
 * What the stand-in has recorded instead of doing it, such as `shell.openExternal`, with what can
 * be copied of the arguments. Electron does such things: there a test has to replace them.
 */
export function recorded(app: DesktopApp, name: string): Promise<readonly RecordedCall[]> {
  if (app.host !== 'chromium') throw new Error('Only the stand-in records what it is asked for.');
  return app.evaluate((_electron, wanted) => {
    const { offcutStandIn } = globalThis as unknown as {
      offcutStandIn: { readonly recordedCalls: () => readonly RecordedCall[] };
    };
    const calls = offcutStandIn.recordedCalls().filter((call) => call.name === wanted);
    return JSON.parse(JSON.stringify(calls)) as readonly RecordedCall[];
  }, name);
}
