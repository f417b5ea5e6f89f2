import { chooseHere, ended, endWith, startIn } from './host/run-app.ts';

/** `npm start`: the built app, in the best place that this machine has for it. */
const args = process.argv.slice(2);
const { host, line } = chooseHere(args.length > 0);
// Standard output belongs to what runs.
console.error(line);
if (host === 'none') {
  process.exitCode = 2;
} else {
  const child = startIn(host, args);
  endWith(() => child);
  process.exitCode = await ended(child);
}
