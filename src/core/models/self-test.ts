import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Catalogue, Model } from '../../shared/model.ts';
import type { Engine } from '../engine/engine.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { modelsDirectory, packageVersion } from '../paths.ts';

/** What the self-test found on this machine. */
const findingSchema = z.strictObject({
  /** The machine and the software that it holds for. */
  machine: z.string(),
  referenceMs: z.number(),
  candidateMs: z.number(),
  difference: z.number(),
});

export type SelfTestFinding = z.output<typeof findingSchema>;

/** From this gain on, 8 bits are worth it. */
const LEAST_GAIN = 1.2;
/**
 * Up to this difference (of a standard deviation) the two agree. Over the ten layers of the probes,
 * correct 8-bit kernels come to 0.07; kernels whose 16-bit sums overflow, as on some processors
 * without VNNI, are far above.
 */
const MOST_DIFFERENCE = 0.15;

export const isWorthIt = ({
  referenceMs,
  candidateMs,
  difference,
}: Omit<SelfTestFinding, 'machine'>) =>
  referenceMs / candidateMs >= LEAST_GAIN && difference <= MOST_DIFFERENCE;

const recordName = '.self-test.json';

const machine = (onnxruntime: string) => {
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  return [cpu, os.cpus().length, os.arch(), onnxruntime, packageVersion()].join(' / ');
};

async function readRecord(file: string): Promise<SelfTestFinding | undefined> {
  try {
    return findingSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined; // Not tested yet, or written by another version: then it is tested again.
  }
}

type Tester = Pick<Engine, 'info' | 'compare'>;

async function measure(engine: Tester, machineName: string): Promise<SelfTestFinding> {
  // Loaded only now: it brings the ONNX decoder, which nothing else at the start needs.
  const [{ probeGraphs, probeShape }, { encodeModel }] = await Promise.all([
    import('./probe.ts'),
    import('./onnx.ts'),
  ]);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'offcut-'));
  try {
    const { float, quantised } = probeGraphs();
    const reference = path.join(folder, 'float.onnx');
    const candidate = path.join(folder, 'quantised.onnx');
    await writeFile(reference, encodeModel(float));
    await writeFile(candidate, encodeModel(quantised));
    const comparison = await engine.compare({
      reference,
      candidate,
      shape: [...probeShape],
      device: 'cpu',
    });
    return { machine: machineName, ...comparison };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * How 8-bit integers fare against float32 on this machine: measured by the engine in about a
 * second, once, and remembered in the models folder until the machine or its software changes.
 * @throws OffcutError `engine-unavailable`
 */
export async function selfTest(
  engine: Tester,
  directory: string = modelsDirectory(),
): Promise<SelfTestFinding> {
  const { versions } = await engine.info();
  const machineName = machine(versions.onnxruntime);
  const file = path.join(directory, recordName);
  const known = await readRecord(file);
  if (known?.machine === machineName) return known;
  const finding = await measure(engine, machineName);
  const bytes = Buffer.from(`${JSON.stringify(finding, null, 2)}\n`);
  // A folder that cannot be written to costs a second at each start, no more.
  await writeFileAtomically(file, bytes).catch(() => undefined);
  return finding;
}

/** The quick 8-bit twin of a model, if the catalogue has one. */
export const twinOf = (catalogue: Catalogue, id: string): Model | undefined =>
  catalogue.models.find((model) => model.quantised?.twinOf === id);

/**
 * Which model `auto` means on this machine: the catalogue's default, or its 8-bit twin where that
 * is quicker and agrees.
 */
export async function automaticModelId(
  engine: Tester,
  catalogue: Catalogue,
  directory: string = modelsDirectory(),
): Promise<string> {
  const twin = twinOf(catalogue, catalogue.default);
  if (twin === undefined) return catalogue.default;
  try {
    return isWorthIt(await selfTest(engine, directory)) ? twin.id : catalogue.default;
  } catch {
    return catalogue.default; // The engine's trouble is told by the first picture.
  }
}
