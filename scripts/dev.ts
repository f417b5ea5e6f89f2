import type { ChildProcess } from 'node:child_process';
import { createBuilder, createServer } from 'vite';
import { chooseHere, ended, endWith, startIn } from './host/run-app.ts';

/**
 * `npm run dev`: the page from a server that reloads it while one types, main and preload built
 * again at each change, and the app started again with them.
 */
const SETTLE_MS = 200;
const args = process.argv.slice(2);
const { host, line } = chooseHere(false);
console.error(line);
if (host !== 'electron' && host !== 'stand-in') process.exit(2);

const server = await createServer({ clearScreen: false });
await server.listen();
const url = server.resolvedUrls?.local[0] ?? '';
const env = { OFFCUT_DEV_SERVER: url.replace(/\/$/, '') };

let app: ChildProcess | undefined;
let stopping = false;
let timer: NodeJS.Timeout | undefined;
let turn = Promise.resolve();

async function restart(): Promise<void> {
  const old = app;
  if (old !== undefined) {
    app = undefined;
    const gone = ended(old);
    old.kill('SIGTERM');
    await gone;
  }
  if (stopping || (host !== 'electron' && host !== 'stand-in')) return;
  const next = startIn(host, args, env);
  app = next;
  void ended(next).then((code) => {
    // It was closed by its user, not by the next build.
    if (app === next) void stop(code);
  });
}

async function stop(code: number): Promise<void> {
  stopping = true;
  for (const watcher of watchers) await watcher.close();
  await server.close();
  process.exit(code);
}

const watch = { build: { watch: {}, emptyOutDir: false } };
const builder = await createBuilder({
  logLevel: 'warn',
  environments: { node: watch, preload: watch },
});
const watchers: { readonly close: () => Promise<void> }[] = [];
for (const name of ['node', 'preload']) {
  const environment = builder.environments[name];
  if (environment === undefined) continue;
  const watcher = await builder.build(environment);
  if (!('close' in watcher)) continue;
  watchers.push(watcher);
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') console.error(event.error.message);
    if (event.code !== 'END') return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn.then(restart);
    }, SETTLE_MS);
  });
}
endWith(() => app);
