import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Model } from '../../shared/model.ts';
import { madeUpGraph, writeMadeUpPackage, type MadeUpPackage } from './made-up-package.ts';
import { encodeModel } from './onnx.ts';
import { hasWeights, readWeights } from './weights.ts';

let root: string;
let made: MadeUpPackage;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offcut-weights-'));
  made = await writeMadeUpPackage(root);
});

afterEach(() => rm(root, { recursive: true }));

const damaged = (reason: string | RegExp) => ({
  code: 'model-source-damaged',
  params: {
    id: 'made-up',
    reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as unknown),
  },
});

const withSource = (changes: Partial<Model['source']>): Model => ({
  ...made.model,
  source: { ...made.model.source, ...changes },
});

function firstChunk(): string {
  const [first] = made.chunks;
  if (first === undefined) throw new Error('no chunk');
  return first;
}

async function editIndex(edit: (text: string) => string): Promise<void> {
  await writeFile(made.indexFile, edit(await readFile(made.indexFile, 'utf8')));
}

it('puts the chunks together', async () => {
  expect(made.chunks.length).toBeGreaterThan(2);
  const weights = await readWeights(made.model, root);
  expect(Buffer.compare(weights, encodeModel(madeUpGraph(3000)))).toBe(0);
});

it('finds the package from a folder below, as Node does', async () => {
  const below = path.join(root, 'a', 'b');
  expect(await hasWeights(made.model, below)).toBe(true);
  expect(await readWeights(made.model, below)).toHaveLength(made.model.source.size);
});

it('says when the package is not installed', async () => {
  const model = withSource({ package: '@made-up/other' });
  expect(await hasWeights(model, root)).toBe(false);
  await expect(readWeights(model, root)).rejects.toMatchObject(
    damaged('@made-up/other is not installed'),
  );
});

it('says when another version is installed', async () => {
  await expect(readWeights(withSource({ version: '2.0.0' }), root)).rejects.toMatchObject(
    damaged('version 1.2.3 of @made-up/weights is installed, not 2.0.0'),
  );
});

it('finds a damaged chunk', async () => {
  const bytes = await readFile(firstChunk());
  bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
  await writeFile(firstChunk(), bytes);
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged(/^the chunk [0-9a-f]{12} has a wrong checksum$/),
  );
});

it('finds a missing chunk', async () => {
  await rm(firstChunk());
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged(/^the chunk [0-9a-f]{12} is missing$/),
  );
});

it('finds a missing index, a damaged one and one without the entry', async () => {
  await expect(readWeights(withSource({ entry: '/other' }), root)).rejects.toMatchObject(
    damaged('dist/resources.json does not list /other'),
  );
  await editIndex((text) => text.slice(0, 40));
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged('dist/resources.json does not list /made-up'),
  );
  await rm(made.indexFile);
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged('dist/resources.json cannot be read: ENOENT'),
  );
});

it('does not leave the package by way of a chunk name', async () => {
  await editIndex((text) => text.replace(/"hash":"[0-9a-f]{64}"/, '"hash":"../package.json"'));
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged('dist/resources.json does not list /made-up'),
  );
});

it('finds a size that is not the catalogued one', async () => {
  const { size } = made.model.source;
  await expect(readWeights(withSource({ size: size + 1 }), root)).rejects.toMatchObject(
    damaged(`dist/resources.json promises ${size} bytes, not ${size + 1}`),
  );
});

it('finds chunks that are left out or in another order', async () => {
  const original = await readFile(made.indexFile, 'utf8');
  const chunk = /\{"hash":"[^}]*\}/g;
  const [first = '', second = ''] = original.match(chunk) ?? [];
  await editIndex((text) => text.replace(`${first},${second}`, `${second},${first}`));
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged(/^dist\/resources\.json misplaces the chunk [0-9a-f]{12}$/),
  );

  const last = original.match(chunk)?.at(-1) ?? '';
  await writeFile(made.indexFile, original.replace(`,${last}`, ''));
  await expect(readWeights(made.model, root)).rejects.toMatchObject(
    damaged(/^its chunks are \d+ bytes, not \d+$/),
  );
});

it('finds whole chunks that are not the catalogued weights', async () => {
  await expect(readWeights(withSource({ sha256: 'f'.repeat(64) }), root)).rejects.toMatchObject(
    damaged('its chunks put together have a wrong checksum'),
  );
});
