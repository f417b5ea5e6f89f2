import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../paths.ts';
import { findModel, loadCatalogue, parseCatalogue } from './catalogue.ts';

const file = path.join(packageRoot(), 'models', 'catalogue.json');
const text = readFileSync(file, 'utf8');

/** The committed catalogue with one piece of its text replaced, which must be there. */
function broken(from: string | RegExp, to: string): () => unknown {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return () => parseCatalogue(changed, 'catalogue.json');
}

describe('the committed catalogue', () => {
  const catalogue = loadCatalogue();

  it('is valid, and its default is one of its models', () => {
    expect(catalogue.models.map((model) => model.id)).toContain(catalogue.default);
  });

  it('describes the input of isnet-general as (v - 128) / 256', () => {
    expect(findModel(catalogue, 'isnet-general')).toMatchObject({
      input: { name: 'input', width: 1024, mean: [128, 128, 128], std: [256, 256, 256] },
      output: { name: 'output', activation: 'none', minMax: false },
      licence: { spdx: 'Apache-2.0', commercialUse: 'yes' },
    });
  });

  it('gives the default for auto', () => {
    expect(findModel(catalogue, 'auto').id).toBe(catalogue.default);
  });

  it('names the models there are when there is none of that id', () => {
    expect(() => findModel(catalogue, 'nothing')).toThrow(
      expect.objectContaining({
        code: 'model-unknown',
        params: { id: 'nothing', known: 'auto, isnet-general, isnet-general-int8' },
      }),
    );
  });
});

describe('a broken catalogue', () => {
  it.each<[string, () => unknown, string]>([
    ['cut short', broken(/\}\s*$/, ''), 'catalogue.json: '],
    ['a wrong checksum', broken(/"sha256": "[0-9a-f]/, '"sha256": "x'), 'models[0].sha256: '],
    ['an unknown field', broken('"title"', '"extra": 1, "title"'), 'models[0]: Unrecognized key'],
    ['a missing field', broken('"kernel"', '"kernels"'), 'models[0].input.kernel: '],
    ['a path as file', broken('"file": "', '"file": "../'), 'models[0].file: '],
    [
      'a default that is not there',
      broken('"default": "', '"default": "x'),
      'default: no model has',
    ],
  ])('with %s is refused with the place', (_, parse, message) => {
    expect(parse).toThrow(
      expect.objectContaining({
        code: 'internal',
        message: expect.stringContaining(message) as unknown,
      }),
    );
  });

  it('with one model twice is refused', () => {
    const { default: chosen, models } = loadCatalogue();
    const twice = JSON.stringify({ default: chosen, models: [...models, models[0]] });
    expect(() => parseCatalogue(twice, 'c')).toThrow('models[2].id: isnet-general is there twice');
    expect(() => parseCatalogue(twice, 'c')).toThrow('models[2].file: ');
  });

  it('that is missing is said to be', () => {
    expect(() => loadCatalogue(path.join(packageRoot(), 'none.json'))).toThrow(
      'none.json cannot be read (ENOENT)',
    );
  });
});
