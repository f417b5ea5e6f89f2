/** For tests: a small model in a small npm package, built as the real ones are. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Model } from '../../shared/model.ts';
import { buildModel } from './build.ts';
import { castNode, encodeModel, FLOAT, FLOAT16, type OnnxModel } from './onnx.ts';
import { sha256Of } from './weights.ts';

/** input -> half -> Mul by float16 weights -> float -> output, and an output that nobody wants. */
export function madeUpGraph(weightCount: number): OnnxModel {
  const value = (name: string, elemType: number) => ({
    name,
    type: { tensorType: { elemType, shape: { dim: [{ dimValue: weightCount }] } } },
  });
  // Halves 0x3c00 to 0x3fff are numbers from 1 to 2; a pattern without repeats across chunks.
  const weights = Uint16Array.from(
    { length: weightCount },
    (_, i) => 0x3c00 + ((i * 7919) & 0x3ff),
  );
  return {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 15 }],
    producerName: 'made-up',
    graph: {
      name: 'made-up',
      input: [value('input', FLOAT)],
      output: [value('output', FLOAT), value('aside', FLOAT)],
      valueInfo: [value('product', FLOAT16)],
      initializer: [
        {
          name: 'weights',
          dataType: FLOAT16,
          dims: [weightCount],
          rawData: new Uint8Array(weights.buffer),
        },
      ],
      node: [
        castNode('in', 'input', 'half', FLOAT16),
        { opType: 'Mul', name: 'mul', input: ['half', 'weights'], output: ['product'] },
        castNode('out', 'product', 'output', FLOAT),
        castNode('out-2', 'product', 'aside', FLOAT),
      ],
    },
  };
}

export interface MadeUpPackage {
  /** The catalogue entry, with the checksum and size that its preparation gives. */
  readonly model: Model;
  /** What to hand over as `packagesFrom`. */
  readonly root: string;
  readonly indexFile: string;
  /** The chunks' files, in order. */
  readonly chunks: readonly string[];
}

/** Writes `node_modules/@made-up/weights` under `root`: at least three chunks, listed in an index. */
export async function writeMadeUpPackage(root: string, weightCount = 3000): Promise<MadeUpPackage> {
  const folder = path.join(root, 'node_modules', '@made-up', 'weights');
  await mkdir(path.join(folder, 'dist'), { recursive: true });
  const whole = encodeModel(madeUpGraph(weightCount));
  const chunkSize = Math.ceil(whole.length / 3);
  const chunks: { file: string; hash: string; offsets: [number, number] }[] = [];
  for (let start = 0; start < whole.length; start += chunkSize) {
    const bytes = whole.subarray(start, start + chunkSize);
    const hash = sha256Of(bytes);
    const file = path.join(folder, 'dist', hash);
    chunks.push({ file, hash, offsets: [start, start + bytes.length] });
    await writeFile(file, bytes);
  }
  const indexFile = path.join(folder, 'dist', 'resources.json');
  const listed = chunks.map(({ hash, offsets }) => ({ hash, offsets }));
  const index = { '/made-up': { size: whole.length, mime: 'x', chunks: listed } };
  await writeFile(indexFile, JSON.stringify(index));
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: '@made-up/weights', version: '1.2.3' }),
  );

  const draft: Model = {
    id: 'made-up',
    family: 'isnet',
    version: '1',
    title: 'Made up',
    bestFor: 'Tests',
    file: 'made-up.onnx',
    sha256: '0'.repeat(64),
    size: 1,
    licence: { spdx: 'MIT', commercialUse: 'yes' },
    source: {
      type: 'npm-package',
      package: '@made-up/weights',
      version: '1.2.3',
      index: 'dist/resources.json',
      entry: '/made-up',
      sha256: sha256Of(whole),
      size: whole.length,
      upstream: 'https://example.com/',
    },
    input: {
      name: 'input',
      width: 8,
      height: 8,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      kernel: 'linear',
    },
    output: { name: 'output', activation: 'none', minMax: false },
  };
  const prepared = await buildModel(draft, root);
  const model = { ...draft, sha256: sha256Of(prepared), size: prepared.length };
  return { model, root, indexFile, chunks: chunks.map(({ file }) => file) };
}
