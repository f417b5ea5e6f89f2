/**
 * `npm run calibrate:confidence -- --data DIR [--samples FILE]`: shows every model the pictures of
 * DIR, as they are and spoilt, fits the coefficients of confidence to how good the mattes are,
 * writes them to src/engine/matte/confidence.json and prints how well they do on pictures that
 * they were not fitted to. DIR is read as `npm run eval` reads it.
 *
 * Measuring takes minutes; `--samples FILE` keeps what was measured, and reads it if it is there.
 * Exit codes: 0 written, 2 wrong usage or data.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../../src/core/models/catalogue.ts';
import { resolveModel } from '../../src/core/models/resolve.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { reasonOf } from '../../src/shared/errors.ts';
import { loadDataSet } from '../eval/data/load-data-set.ts';
import type { DataSet } from '../eval/data/data-set.ts';
import { makeComposites, sortCutouts, type MadeComposite } from '../eval/data/make-composites.ts';
import { maskFrom } from '../eval/data/mask.ts';
import { readPixels } from '../eval/data/pixels.ts';
import { selectComposites } from '../eval/data/select.ts';
import { EvalError } from '../eval/eval-error.ts';
import { alphaOf } from '../eval/score-pictures.ts';
import { calibrationOf, readSamples, type MeasuredSamples } from './calibration.ts';
import { judge } from './cross-validate.ts';
import { measure, type Subject } from './measure.ts';
import { confidenceReport } from './report.ts';
import type { Sample } from './sample.ts';
import { variantNames } from './variants.ts';

const target = path.join(packageRoot(), 'src', 'engine', 'matte', 'confidence.json');

/** The checksum of all files of a data set, in its own order. */
async function fingerprintOf({ pairs, cutouts, backgrounds }: DataSet): Promise<string> {
  const files = [
    ...pairs.flatMap(({ image, mask }) => [image, mask]),
    ...[...cutouts, ...backgrounds].map(({ image }) => image),
  ];
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    );
  return hash.digest('hex');
}

const subjectsOf = (
  { pairs }: DataSet,
  composites: readonly MadeComposite[],
): readonly Subject[] => [
  ...pairs.map(({ id, image, mask, maskType }): Subject => ({
    id,
    origin: id,
    kind: 'pair',
    image,
    readMask: async () => maskFrom(await readPixels(mask), maskType),
    variants: variantNames,
  })),
  ...composites.map(({ composite: { id, cutout }, file }): Subject => ({
    id,
    origin: cutout.id,
    kind: 'composite',
    image: file,
    readMask: async () => {
      const exact = await readPixels(cutout.image);
      return { ...exact, alpha: alphaOf(exact), ignore: undefined };
    },
    // There are several of each cutout already.
    variants: ['original'],
  })),
];

async function measureAll(data: DataSet): Promise<MeasuredSamples> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-confidence-'));
  try {
    const { usable } = await sortCutouts(data.cutouts);
    const selected = selectComposites(usable, data.backgrounds, { only: [], limit: undefined });
    const composites = await makeComposites(selected, folder, new AbortController().signal);
    const subjects = subjectsOf(data, composites);
    const models: { id: string; sha256: string }[] = [];
    const samples: Sample[] = [];
    for (const { id } of loadCatalogue().models) {
      console.error(`${id}: ${subjects.length} pictures ...`);
      const resolved = await resolveModel(id);
      const measured = await measure(resolved, subjects, (picture, code) => {
        console.error(`${id}: ${picture}: no matte [${code}]`);
      });
      samples.push(...measured);
      models.push({ id, sha256: resolved.model.sha256 });
    }
    return { models, data: await fingerprintOf(data), samples };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function samplesFrom(folder: string, kept: string | undefined): Promise<MeasuredSamples> {
  if (kept !== undefined && existsSync(kept)) return readSamples(kept);
  const measured = await measureAll(await loadDataSet(folder));
  if (kept !== undefined) await writeFile(kept, `${JSON.stringify(measured, null, 1)}\n`);
  return measured;
}

function optionsFrom(args: readonly string[]) {
  const options = { data: { type: 'string' }, samples: { type: 'string' } } as const;
  try {
    const { data, samples } = parseArgs({ args: [...args], options }).values;
    if (data !== undefined) return { data, samples };
  } catch (error) {
    throw new EvalError(reasonOf(error));
  }
  throw new EvalError('Say with --data DIR where the pictures are.');
}

try {
  const { data, samples: kept } = optionsFrom(process.argv.slice(2));
  const measured = await samplesFrom(data, kept);
  const judged = judge(measured.samples);
  await writeFile(target, `${JSON.stringify(calibrationOf(measured, judged), null, 2)}\n`);
  console.log(confidenceReport(judged));
} catch (error) {
  if (!(error instanceof EvalError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
