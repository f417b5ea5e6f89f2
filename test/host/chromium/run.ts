import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import { hostEnvironment, type ToStandIn } from './control.ts';
import { electronModule } from './electron-module.ts';
import { standInProcess } from './process.ts';
import { mainFile, tellLauncher } from './runtime.ts';
import { electronSource, resolveHook } from './resolve-electron.ts';
import { recordedCalls } from './recorded.ts';
import { lifecycle, openWindows } from './registry.ts';

/**
 * Runs the app's built main bundle as Electron's main process would: `electron` is the stand-in's
 * module for it and for everything that it imports.
 */
const globals = globalThis as typeof globalThis & {
  offcutStandIn?: object;
  __name?: (value: unknown) => unknown;
};
globals.offcutStandIn = { electron: electronModule, recordedCalls };
// Functions that tests send here may call it: their compilers keep names so.
globals.__name = (value) => value;

standInProcess();
for (const name of Object.values(hostEnvironment)) Reflect.deleteProperty(process.env, name);

// Electron lives until it is told to quit, with windows or without.
setInterval(() => undefined, 2 ** 30);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    app.quit();
  });
}

lifecycle.on('pages-changed', () => {
  const targets = [...openWindows].flatMap(({ contents }) => contents.targetId ?? []);
  tellLauncher({ type: 'windows', targets });
});

function evaluate(source: string, arg: unknown): unknown {
  // Indirect: the function comes from the test's process and sees only globals.
  const run = (0, eval)(`(${source})`) as (electron: object, arg: unknown) => unknown;
  return run(electronModule, arg);
}

process.on('message', (message: ToStandIn) => {
  if (message.type === 'quit') {
    app.quit();
    return;
  }
  const { id } = message;
  Promise.resolve()
    .then(() => evaluate(message.source, message.arg))
    .then((value) => {
      tellLauncher({ type: 'value', id, value });
    })
    .catch((error: unknown) => {
      tellLauncher({ type: 'error', id, error });
    });
});
process.on('disconnect', () => {
  app.quit();
});
process.channel?.unref();

register(resolveHook(electronSource(Object.keys(electronModule))));
await import(pathToFileURL(mainFile).href);
