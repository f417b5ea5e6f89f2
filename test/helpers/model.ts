import { modelSchema, type Model } from '../../src/shared/model.ts';

const sha256 = '0'.repeat(64);

/** A catalogue entry of a model that does not exist, of a small input size. */
export function fakeModel(
  input: Partial<Model['input']> = {},
  output: Partial<Model['output']> = {},
): Model {
  return modelSchema.parse({
    id: 'fake',
    family: 'isnet',
    version: '1.2.3',
    title: 'Fake',
    bestFor: 'tests',
    file: 'fake.onnx',
    sha256,
    size: 1,
    licence: { spdx: 'MIT', commercialUse: 'yes' },
    source: {
      type: 'npm-package',
      package: 'fake',
      version: '1.2.3',
      index: 'index.json',
      entry: 'fake',
      sha256,
      size: 1,
      upstream: 'https://example.org/fake',
    },
    input: {
      name: 'input',
      width: 64,
      height: 64,
      mean: [128, 128, 128],
      std: [256, 256, 256],
      kernel: 'linear',
      ...input,
    },
    output: { name: 'output', activation: 'none', minMax: false, ...output },
  });
}
