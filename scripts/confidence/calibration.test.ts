import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { loadCatalogue } from '../../src/core/models/catalogue.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { BAD_BELOW_IOU } from '../eval/report/summary.ts';
import { calibrationOf, confidenceCalibrationSchema, readSamples } from './calibration.ts';
import { judge } from './cross-validate.ts';
import { isMonotone } from './fit.ts';
import { madeSamples } from './made-samples.ts';
import { BAD_ABOVE_MAE } from './sample.ts';

const tempFolder = useTempFolder();
const measured = {
  models: [{ id: 'fake', sha256: '0'.repeat(64) }],
  data: '1'.repeat(64),
  samples: [...madeSamples],
};

describe('the committed confidence.json', () => {
  const read = async () => {
    const file = path.join(packageRoot(), 'src/engine/matte/confidence.json');
    return confidenceCalibrationSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  };

  it('was fitted to every model of the catalogue, with the weights that it names', async () => {
    const models = loadCatalogue().models.map(({ id, sha256 }) => ({ id, sha256 }));
    expect((await read()).models).toEqual(models);
  });

  it('means by bad what this code does, and falls with each sign', async () => {
    const { bad, coefficients } = await read();
    expect(bad).toEqual({ iouBelow: BAD_BELOW_IOU, maeAbove: BAD_ABOVE_MAE });
    expect(isMonotone(coefficients)).toBe(true);
  });

  it('rests on enough bad mattes, and ranks better than chance for certain', async () => {
    const { counts, crossValidated } = await read();
    expect(counts.badMattes).toBeGreaterThan(50);
    expect(counts.badMattes).toBeLessThan(counts.mattes / 2);
    expect(crossValidated.low).toBeGreaterThan(0.6);
  });
});

describe('calibrationOf', () => {
  it('holds what was found and where it comes from', () => {
    const found = calibrationOf(measured, judge(measured.samples));
    expect(confidenceCalibrationSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({
      models: measured.models,
      data: measured.data,
      counts: { pictures: 30, groups: 30, mattes: 30, badMattes: 10 },
    });
    expect(found.crossValidated.auc).toBeGreaterThan(0.5);
  });

  it('refuses pictures that would turn confidence around', () => {
    const turned = measured.samples.map((one) => ({ ...one, iou: one.iou < 0.8 ? 0.9 : 0.5 }));
    expect(() => calibrationOf({ ...measured, samples: turned }, judge(turned))).toThrow(
      'Confidence would rise',
    );
  });
});

describe('readSamples', () => {
  it('reads back what was measured', async () => {
    const file = path.join(await tempFolder(), 'samples.json');
    await writeFile(file, JSON.stringify(measured));
    expect(await readSamples(file)).toEqual(measured);
  });

  it.each(['{', '{"samples":[]}'])('names the file when it holds %s', async (text) => {
    const file = path.join(await tempFolder(), 'samples.json');
    await writeFile(file, text);
    await expect(readSamples(file)).rejects.toThrow(file);
  });
});
