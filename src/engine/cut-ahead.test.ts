import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cutOut, fakeInference, recordingContext, runOf } from '../../test/helpers/cutting.ts';
import { fakeModel } from '../../test/helpers/model.ts';
import { gradient, largestDifference } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { OffcutError } from '../shared/errors.ts';
import { readHeader } from './codec/decode.ts';
import { decodeSmall, decodesSmall } from './codec/decode-small.ts';
import { decodeHeicHere } from './codec/heic/decode-heic.ts';
import { sharp } from './codec/image-library.ts';
import { cut } from './cut.ts';
import { shrinkTo } from './matte/preprocess.ts';

const tempFolder = useTempFolder();
/** More than twice the fake model's input of 64 x 64. */
const size = { width: 400, height: 300 };
const jpeg = async (name = 'source.jpg') =>
  save(await tempFolder(), name, fromPixels(gradient(size), size, 3).jpeg({ quality: 95 }));
const options = { name: 'source.jpg', maxPixels: 1e6, lenient: false, heic: decodeHeicHere };

describe('decodeSmall', () => {
  it('shows the model what it would see of the decoded picture', async () => {
    const file = await jpeg();
    const { input } = fakeModel();
    const header = await readHeader(file, options);
    expect(decodesSmall(header, input)).toBe(true);
    const straight = await decodeSmall(header, input);
    const picture = await decodeFile(file);
    const shrunk = await shrinkTo(picture, fakeModel().input, true);
    expect(straight.length).toBe(64 * 64 * 3);
    expect(largestDifference(straight, shrunk)).toBeLessThanOrEqual(6);
  });

  it('is upright', async () => {
    const folder = await tempFolder();
    const turned = fromPixels(gradient(size), size, 3).jpeg().withMetadata({ orientation: 6 });
    const file = await save(folder, 'turned.jpg', turned);
    const { input } = fakeModel();
    const straight = await decodeSmall(await readHeader(file, options), input);
    const shrunk = await shrinkTo(await decodeFile(file), fakeModel().input, true);
    expect(largestDifference(straight, shrunk)).toBeLessThanOrEqual(6);
  });

  it.each([
    ['a small jpeg', { width: 127, height: 200 }, 'jpeg'],
    ['a png', size, 'png'],
  ] as const)('is not for %s', async (_, { width, height }, format) => {
    const picture = fromPixels(gradient({ width, height }), { width, height }, 3);
    const file = await save(await tempFolder(), `a.${format}`, picture.toFormat(format));
    expect(decodesSmall(await readHeader(file, options), fakeModel().input)).toBe(false);
  });

  it('is not for CMYK, which has to be converted first', async () => {
    const picture = fromPixels(gradient(size), size, 3).toColourspace('cmyk').jpeg();
    const file = await save(await tempFolder(), 'cmyk.jpg', picture);
    expect(decodesSmall(await readHeader(file, options), fakeModel().input)).toBe(false);
  });
});

describe('cut: a look ahead', () => {
  it('shows the model a large jpeg once, and makes the same cutout', async () => {
    const source = await jpeg();
    const { inference, requests } = fakeInference();
    const ahead = await cutOut(source, {}, { context: recordingContext(inference).context });
    expect(requests.length).toBe(1);
    const png = await save(await tempFolder(), 'source.png', sharp(source).png());
    const plain = await cutOut(png);
    expect(largestDifference(ahead.rgba, plain.rgba)).toBeLessThanOrEqual(8);
    expect(ahead.facts.subject).toEqual(plain.facts.subject);
  });

  it('says again what goes on when one of two stages ends', async () => {
    const { context, stages } = recordingContext();
    await cutOut(await jpeg(), {}, { context });
    const running: string[] = [];
    for (const [i, [stage, active]] of stages.entries()) {
      if (active) {
        if (!running.includes(stage)) running.push(stage);
        continue;
      }
      running.splice(running.indexOf(stage), 1);
      // A watchdog hears last what is still at work.
      if (running.length > 0) expect(stages[i + 1]).toEqual([running.at(-1), true]);
    }
    expect(running).toEqual([]);
    expect(stages.map(([stage]) => stage).at(-1)).toBe('encode');
  });

  it('fails as the decoder says for a damaged file, and leaves nothing behind', async () => {
    const whole = await sharp(await jpeg()).toBuffer();
    const source = await save(await tempFolder(), 'cut.jpg', whole.subarray(0, whole.length / 2));
    const { context } = recordingContext();
    expect((await refusal(() => cut(runOf(source), context))).code).toBe('input-damaged');
    expect(await readdir(path.dirname(source))).toEqual(['cut.jpg']);
    (await context.budget.acquire(1e9))();
    const { facts } = await cutOut(source, {}, { rest: { lenient: true } });
    expect(facts.warnings).toContain('damaged-source');
  });

  it('fails as the model says, after the decoder is done', async () => {
    const source = await jpeg();
    const { context, stages } = recordingContext({
      infer: () => Promise.reject(new OffcutError('model-unusable', { id: 'fake', reason: 'x' })),
    });
    expect((await refusal(() => cut(runOf(source), context))).code).toBe('model-unusable');
    // Whichever of the two ended first: nothing decodes any more.
    expect(stages.findLast(([stage]) => stage === 'decode')).toEqual(['decode', false]);
    (await context.budget.acquire(1e9))();
  });

  it('waits for a model that is still looking before it gives back the room', async () => {
    const source = await jpeg();
    const { inference } = fakeInference();
    let free: (() => void) | undefined;
    const { context } = recordingContext({
      infer: async (request) => {
        await new Promise<void>((resolve) => {
          free = resolve;
        });
        return inference.infer(request);
      },
    });
    let cancelled = false;
    const running = refusal(() =>
      cut(runOf(source), {
        ...context,
        checkCancelled: () => {
          if (cancelled) throw new OffcutError('cancelled');
        },
      }),
    );
    while (free === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    cancelled = true;
    let room = false;
    const acquired = context.budget.acquire(1e9).then((release) => {
      room = true;
      release();
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(room).toBe(false);
    free();
    expect((await running).code).toBe('cancelled');
    await acquired;
  });
});
