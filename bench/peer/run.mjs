import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { removeBackground } from '@imgly/background-removal-node';

/**
 * Removes the backgrounds of pictures with the peer and prints one JSON object a line for each:
 * `{ file, cutout, ms }`. Their paths are arguments, or come on standard input, one a line, each
 * at its own time. The first picture is done once before, to warm up. With PEER_OUT set to a
 * folder, the cutouts are written there, which is not counted.
 */

const folder = process.env.PEER_OUT;
const args = process.argv.slice(2);
const files = args.length > 0 ? args : createInterface({ input: process.stdin });

let warm = false;
for await (const file of files) {
  const source = pathToFileURL(path.resolve(file)).href;
  if (!warm) await removeBackground(source);
  warm = true;
  const start = performance.now();
  const blob = await removeBackground(source);
  const bytes = Buffer.from(await blob.arrayBuffer());
  const ms = performance.now() - start;
  const cutout = folder === undefined ? null : path.join(folder, `${path.parse(file).name}.png`);
  if (cutout !== null) await writeFile(cutout, bytes);
  console.log(JSON.stringify({ file, cutout, ms }));
}
