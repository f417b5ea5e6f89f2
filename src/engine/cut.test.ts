import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cutOut,
  disc,
  discRadius,
  fakeInference,
  recordingContext,
  runOf,
} from '../../test/helpers/cutting.ts';
import { bitmap, bitmapRows } from '../../test/helpers/bitmap.ts';
import { patched, readFixture } from '../../test/helpers/fixtures.ts';
import { noise, pixelAt } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { OffcutError, type ErrorCode } from '../shared/errors.ts';
import { DEFAULT_MIN_CONFIDENCE, type RecipeInput } from '../shared/recipe.ts';
import { sharp } from './codec/image-library.ts';
import { cut } from './cut.ts';

const tempFolder = useTempFolder();
const size = { width: 120, height: 80 };
const pixels = noise(size.width * size.height * 3);
const opaquePicture = async (name = 'source.png') =>
  save(await tempFolder(), name, fromPixels(pixels, size, 3).png());
const filesBeside = (file: string) => readdir(path.dirname(file));

/** How far a pixel is from the disc's middle, in units of the picture: up to 0.25 is inside. */
const distance = (x: number, y: number) =>
  Math.hypot((x + 0.5) / size.width - 0.5, (y + 0.5) / size.height - 0.5);
/** About as wide as the interpolation of a 64 x 64 matte reaches. */
const edge = 0.05;

describe('cut: HEIC and BMP', () => {
  it('cuts HEIC out and lets its metadata through as from JPEG', async () => {
    const bytes = await readFixture('heic/metadata.heic');
    const { icc } = await sharp(bytes).metadata();
    const source = await save(await tempFolder(), 'a.heic', bytes);
    const found = async (output: RecipeInput['output']) => {
      const { facts, target } = await cutOut(source, { output });
      expect(facts.source).toMatchObject({ width: 66, height: 50, format: 'heic' });
      return sharp(target).metadata();
    };
    const place = Buffer.from('N\0\0\0', 'latin1');
    const careful = await found({});
    expect(careful.icc?.equals(icc ?? Buffer.of())).toBe(true);
    expect([careful.exif?.includes('Camera'), careful.exif?.includes(place)]).toEqual([
      true,
      false,
    ]);
    expect(careful.xmp).toBeUndefined();
    const all = await found({ exif: 'keep' });
    expect([all.exif?.includes(place), all.xmp !== undefined]).toEqual([true, true]);
    const none = await found({ exif: 'strip', keepIcc: false });
    expect([none.exif, none.icc, none.xmp]).toEqual([undefined, undefined, undefined]);
  });

  it('says of several pictures which it took', async () => {
    const bytes = patched(await readFixture('heic/two.heic'), 'pitm', 8, [0, 4]);
    const source = await save(await tempFolder(), 'a.heic', bytes);
    const { facts } = await cutOut(source);
    expect(facts.source).toMatchObject({ width: 40, height: 30, pages: 2, page: 2 });
    expect(facts.warnings).toContain('main-picture-only');
  });

  it('cuts BMP out', async () => {
    const rows = Array.from({ length: 40 }, (_, y) => [...noise(60 * 3, y)]);
    const bytes = bitmap({ width: 60, height: 40, bits: 24, pixels: bitmapRows(rows) });
    const source = await save(await tempFolder(), 'a.bmp', bytes);
    const { facts, rgba } = await cutOut(source, { refine: { decontaminate: false } });
    expect(facts.source).toMatchObject({ width: 60, height: 40, format: 'bmp' });
    const [b = 0, g = 0, r = 0] = rows[20]?.slice(90) ?? [];
    expect(pixelAt(rgba, 60, 30, 20)).toEqual([r, g, b, 255]);
  });
});

describe('cut: the cutout', () => {
  it('keeps the subject byte for byte and wipes the rest', async () => {
    const source = await opaquePicture();
    const { rgba: decoded } = await decodeFile(source);
    const { rgba, width, height } = await cutOut(source);
    expect({ width, height }).toEqual(size);
    let [inside, outside, between] = [0, 0, 0];
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const found = pixelAt(rgba, size.width, x, y);
        if (distance(x, y) < discRadius - edge) {
          expect(found).toEqual(pixelAt(decoded, size.width, x, y));
          inside++;
        } else if (distance(x, y) > discRadius + edge) {
          expect(found).toEqual([0, 0, 0, 0]);
          outside++;
        } else {
          between++;
        }
      }
    }
    expect(Math.min(inside, outside, between)).toBeGreaterThan(500);
  });

  it('changes the colours of the rim, unless told to leave them', async () => {
    const source = await opaquePicture();
    const { rgba: decoded } = await decodeFile(source);
    const changed = async (decontaminate: boolean) => {
      const { rgba } = await cutOut(source, { refine: { decontaminate } });
      let count = 0;
      for (let at = 0; at < rgba.length; at += 4) {
        const same = rgba.compare(decoded, at, at + 3, at, at + 3) === 0;
        if (rgba[at + 3] !== 0 && !same) count++;
      }
      return count;
    };
    expect(await changed(false)).toBe(0);
    expect(await changed(true)).toBeGreaterThan(100);
  });

  it('turns the picture upright before it is matted', async () => {
    // Stored lying; upright it is 80 wide and 120 high, with a subject in the upper left.
    const source = await save(
      await tempFolder(),
      'a.png',
      fromPixels(pixels, size, 3).png().withMetadata({ orientation: 6 }),
    );
    const upper = fakeInference((u, v) => (u < 0.5 && v < 0.25 ? 1 : 0));
    const { context } = recordingContext(upper.inference);
    const { facts, rgba, width, height, target } = await cutOut(source, {}, { context });
    expect({ width, height }).toEqual({ width: 80, height: 120 });
    expect(facts.subject).toMatchObject({ x: 0, y: 0 });
    expect(Math.abs(facts.subject.width - 40)).toBeLessThanOrEqual(1);
    expect(Math.abs(facts.subject.height - 30)).toBeLessThanOrEqual(1);
    expect(pixelAt(rgba, 80, 5, 5)[3]).toBe(255);
    expect(pixelAt(rgba, 80, 5, 100)[3]).toBe(0);
    expect((await sharp(target).metadata()).orientation ?? 1).toBe(1);
  });

  it('hands the picture to the model, at its size', async () => {
    const { inference, requests } = fakeInference();
    const { context } = recordingContext(inference);
    const source = await opaquePicture();
    const message = runOf(source);
    await cut(message, context);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      model: message.model.entry,
      file: 'fake.onnx',
      device: 'cpu',
    });
    expect(requests[0]?.tensor.length).toBe(3 * 64 * 64);
  });
});

describe('cut: facts', () => {
  it('are right', async () => {
    const source = await opaquePicture('holiday.jpg');
    const { facts, target } = await cutOut(source);
    expect(facts).toMatchObject({
      ...size,
      bytes: (await stat(target)).size,
      format: 'png',
      source: { ...size, format: 'png', depth: 8, pages: 1, page: 1 },
      model: { id: 'fake', version: '1.2.3' },
      device: 'cpu',
      warnings: ['extension-mismatch'],
    });
    expect(facts.confidence).toBeGreaterThan(0.9);
    expect(facts.confidence).toBeLessThanOrEqual(1);
    expect(facts.ambiguous).toBeGreaterThan(0);
    expect(facts.ambiguous).toBeLessThan(0.35);
    // The disc spans a quarter to three quarters, both ways.
    const { x, y, width, height } = facts.subject;
    for (const [found, expected] of [
      [x, 30],
      [y, 20],
      [width, 60],
      [height, 40],
    ] as const) {
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(3);
    }
  });

  it('say and warn how sure the matte is, by what the model answered', async () => {
    // A veil over everything, out of which a small disc stands.
    const veil = fakeInference((u, v) => 0.4 + 0.3 * disc(u, v)).inference;
    const source = await opaquePicture();
    const foggy = await cutOut(source, {}, { context: recordingContext(veil).context });
    expect(foggy.facts.confidence).toBeLessThan(DEFAULT_MIN_CONFIDENCE);
    expect(foggy.facts.confidence).toBeGreaterThan(0);
    expect(foggy.facts.warnings).toEqual(['low-confidence']);
    const sharp = await cutOut(source);
    expect(sharp.facts.confidence).toBeGreaterThan(DEFAULT_MIN_CONFIDENCE);
    expect(sharp.facts.warnings).toEqual([]);
  });

  it('name every stage with its time', async () => {
    const { facts } = await cutOut(await opaquePicture());
    expect(Object.keys(facts.times).sort()).toEqual([
      'compose',
      'decode',
      'encode',
      'load',
      'matte',
    ]);
    for (const time of Object.values(facts.times)) expect(time).toBeGreaterThan(0);
    expect(facts.times.load).toBe(12);
    expect(facts.times.matte).toBeGreaterThan(34);
  });

  it('gather the warnings of all stages', async () => {
    const samples = Uint16Array.from({ length: size.width * size.height * 3 }, (_, i) => i * 77);
    const { width, height } = size;
    const raw = { width, height, channels: 3 } as const;
    const picture = sharp(samples, { raw }).toColourspace('rgb16').png();
    const source = await save(await tempFolder(), 'a.gif', picture);
    const { facts } = await cutOut(source, { output: { format: 'jpeg' } });
    expect(facts.warnings).toEqual(['extension-mismatch', 'reduced-to-8-bit', 'filled-with-white']);
  });

  it('report stages in pairs and in order', async () => {
    const { context, stages } = recordingContext();
    await cutOut(await opaquePicture(), {}, { context });
    const started = stages.filter(([, active]) => active).map(([stage]) => stage);
    expect([...new Set(started)]).toEqual(['decode', 'matte', 'load', 'compose', 'encode']);
    let open: string | undefined;
    for (const [stage, active] of stages) {
      expect(open).toBe(active ? undefined : stage);
      open = active ? stage : undefined;
    }
    expect(open).toBeUndefined();
  });
});

describe('cut: failures', () => {
  it('ends the stages of a failed inference and lets others have the room', async () => {
    const { context, stages } = recordingContext({
      infer: async ({ onStage }) => {
        onStage('load');
        await Promise.resolve();
        throw new OffcutError('model-unusable', { id: 'fake', reason: 'x' });
      },
    });
    const source = await opaquePicture();
    const error = await refusal(() => cut(runOf(source), context));
    expect(error.code).toBe('model-unusable');
    expect(stages.filter(([stage]) => stage === 'load')).toEqual([
      ['load', true],
      ['load', false],
    ]);
    expect(await filesBeside(source)).toEqual(['source.png']);
    // The whole budget is free again.
    const release = await context.budget.acquire(1e9);
    release();
  });

  it('asks for room as urgently as it was asked for', async () => {
    const asked: boolean[] = [];
    const { context } = recordingContext();
    const budget = {
      acquire: (_: number, urgent = false) => {
        asked.push(urgent);
        return Promise.resolve(() => undefined);
      },
    };
    const source = await opaquePicture();
    for (const rest of [{}, { urgent: true }]) {
      await cut(runOf(source, {}, rest), { ...context, budget });
    }
    expect(asked).toEqual([false, true]);
  });

  it.each<[ErrorCode, () => number]>([
    ['no-subject', () => 0],
    ['no-background', () => 1],
    ['matte-invalid', () => Number.NaN],
  ])('%s leaves no file', async (code, matte) => {
    const { context } = recordingContext(fakeInference(matte).inference);
    const source = await opaquePicture();
    expect((await refusal(() => cut(runOf(source), context))).code).toBe(code);
    expect(await filesBeside(source)).toEqual(['source.png']);
  });

  it('refuses a canvas that cannot be held, before memory is taken for it', async () => {
    const source = await opaquePicture();
    const { context } = recordingContext();
    for (const recipe of [
      { canvas: { size: { width: 17_000, height: 10 } }, output: { format: 'webp' } },
      { crop: { type: 'subject', margin: '900000px' } },
      { canvas: { size: { width: 30_000 } }, crop: { type: 'subject', aspect: '1:9999' } },
    ] as const) {
      const error = await refusal(() => cut(runOf(source, recipe), context));
      expect(error.code).toBe('output-too-large');
    }
    expect(await filesBeside(source)).toEqual(['source.png']);
  });

  it('refuses a cutout of more pixels than the limit, unless its source has as many', async () => {
    const source = await opaquePicture();
    const { context } = recordingContext();
    const of = (width: number, height: number, maxPixels: number) =>
      runOf(source, { canvas: { size: { width, height } } }, { maxPixels });
    const { width, height } = (await cut(runOf(source), context)).source;
    await rm(runOf(source).target);
    const error = await refusal(() => cut(of(1_001, 1_000, 1e6), context));
    expect([error.code, error.params]).toEqual([
      'output-too-many-pixels',
      { megapixels: 1.1, limit: 1 },
    ]);
    expect(await filesBeside(source)).toEqual(['source.png']);
    expect(await cut(of(width, height, width * height), context)).toMatchObject({ width, height });
  });

  it('passes on what is wrong with the source or the target', async () => {
    const source = await opaquePicture();
    const { context } = recordingContext();
    const missing = path.join(path.dirname(source), 'missing.png');
    expect((await refusal(() => cut(runOf(missing), context))).code).toBe('input-not-found');
    const small = runOf(source, {}, { maxPixels: 100 });
    expect((await refusal(() => cut(small, context))).code).toBe('input-too-large');
    const nowhere = runOf(source, {}, { target: path.join(source, 'cutout') });
    expect((await refusal(() => cut(nowhere, context))).code).toBe('output-unwritable');
    expect(await filesBeside(source)).toEqual(['source.png']);
  });

  it('refuses a recipe that is not built yet before anything is read or written', async () => {
    const { context, stages } = recordingContext();
    const source = path.join(await tempFolder(), 'missing.png');
    const error = await refusal(() => cut(runOf(source, { quality: 'best' }), context));
    expect(error).toMatchObject({ code: 'recipe-not-yet', params: { what: 'quality "best"' } });
    expect(stages).toEqual([]);
    expect(await filesBeside(source)).toEqual([]);
  });
});

describe('cut: cancellation', () => {
  /** Cancels at the nth look for a cancellation; counts the looks. */
  const cancelling = (at: number) => {
    const { context, stages } = recordingContext();
    const looks = { count: 0 };
    const checkCancelled = () => {
      if (++looks.count === at) throw new OffcutError('cancelled');
    };
    return { context: { ...context, checkCancelled }, stages, looks };
  };

  it('at any look leaves no file, ends the stage and frees the room', async () => {
    const source = await opaquePicture();
    const whole = cancelling(Infinity);
    await cut(runOf(source, {}, { target: path.join(await tempFolder(), 'a') }), whole.context);
    // Before each of the stages and their parts, before the inference and before the file is written.
    expect(whole.looks.count).toBe(9);
    for (let at = 1; at <= whole.looks.count; at++) {
      const { context, stages } = cancelling(at);
      expect((await refusal(() => cut(runOf(source), context))).code).toBe('cancelled');
      expect(await filesBeside(source)).toEqual(['source.png']);
      expect(stages.filter(([, active]) => active).length).toBe(stages.length / 2);
      (await context.budget.acquire(1e9))();
    }
  });

  it('is heard between the stages', async () => {
    const source = await opaquePicture();
    for (const [stage, next] of [
      ['decode', 'matte'],
      ['matte', 'compose'],
      ['compose', 'encode'],
    ] as const) {
      const { context, stages } = recordingContext();
      const checkCancelled = () => {
        const ended = stages.filter(([name, active]) => name === stage && !active).length;
        const needed = stage === 'compose' ? 1 : stage === 'decode' ? 2 : 3;
        if (ended >= needed) throw new OffcutError('cancelled');
      };
      const error = await refusal(() => cut(runOf(source), { ...context, checkCancelled }));
      expect(error.code).toBe('cancelled');
      expect(stages.map(([name]) => name)).not.toContain(next);
    }
  });
});
