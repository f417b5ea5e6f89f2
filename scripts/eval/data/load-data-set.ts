import { existsSync } from 'node:fs';
import path from 'node:path';
import { EvalError } from '../eval-error.ts';
import type { DataSet } from './data-set.ts';
import { pairsIn } from './folder-pairs.ts';
import { readManifest } from './manifest.ts';

function checkFiles({ pairs, cutouts, backgrounds }: DataSet): void {
  const files = [
    ...pairs.flatMap(({ image, mask }) => [image, mask]),
    ...[...cutouts, ...backgrounds].map(({ image }) => image),
  ];
  const missing = files.filter((file) => !existsSync(file));
  const [first] = missing;
  if (first === undefined) return;
  const others = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
  throw new EvalError(`${first}${others} is named in the data, but is not there.`);
}

/**
 * What a folder holds: what its `manifest.json` names, or all `x.jpg` + `x.mask.png` in it.
 * @throws EvalError when there is nothing, or something that is not as it should be
 */
export async function loadDataSet(folder: string): Promise<DataSet> {
  if (!existsSync(folder)) throw new EvalError(`There is no folder ${folder}.`);
  const manifest = path.join(folder, 'manifest.json');
  const data: DataSet = existsSync(manifest)
    ? await readManifest(manifest)
    : { pairs: await pairsIn(folder), cutouts: [], backgrounds: [] };
  if (data.pairs.length + data.cutouts.length === 0) {
    throw new EvalError(
      `${folder} holds neither a manifest.json nor pictures with an x.mask.png beside them.`,
    );
  }
  checkFiles(data);
  return data;
}
