import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordingContext } from '../../test/helpers/cutting.ts';
import { channel, draw, gradient, largestDifference } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { fromPixels, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import type { Size } from '../shared/cutout.ts';
import type { ApplyMessage } from '../shared/engine-protocol.ts';
import { parseRecipe, type RecipeInput } from '../shared/recipe.ts';
import { sharp } from './codec/image-library.ts';
import { cut } from './cut.ts';

const newFolder = useTempFolder();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

const size = { width: 120, height: 80 };
/** 255 in the left half, 0 in the right one, with one soft column between. */
const half =
  ({ width }: Size) =>
  (x: number) => {
    const from = x - width / 2;
    return from < -1 ? 255 : from < 0 ? 128 : 0;
  };

/** What a provider answers: a matte of its own, over colours that are not the picture's. */
const answerOf = async (of: Size, alpha: (x: number, y: number) => number, name = 'answer.png') =>
  save(
    folder,
    name,
    fromPixels(
      draw(of, (x, y) => [255, 0, 255, alpha(x, y)]),
      of,
      4,
    ).png(),
  );

const opaquePicture = (of: Size = size) =>
  save(folder, 'source.png', fromPixels(gradient(of), of, 3).png());

async function applied(
  source: string,
  answer: string | null,
  recipe: RecipeInput = { refine: { decontaminate: false } },
) {
  const target = path.join(folder, 'cutout');
  const message: ApplyMessage = {
    ...{ type: 'apply', id: 1, source, name: path.basename(source), target, provider: 'poof' },
    ...{ recipe: parseRecipe(recipe), maxPixels: 1e6, lenient: false, answer },
  };
  const facts = await cut(message, recordingContext().context);
  const { data } = await sharp(target).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { facts, rgba: data };
}

describe('cut: with the answer of a provider', () => {
  it("takes the answer's alpha and the source's own colours", async () => {
    const { facts, rgba } = await applied(await opaquePicture(), await answerOf(size, half(size)));
    const alphas = draw(size, (x) => [half(size)(x)]);
    expect(channel(rgba, 3).equals(alphas)).toBe(true);
    const colours = gradient(size);
    for (const at of [0, 10, 40]) {
      const from = (40 * size.width + at) * 4;
      const source = (40 * size.width + at) * 3;
      expect([...rgba.subarray(from, from + 3)]).toEqual([...colours.subarray(source, source + 3)]);
    }
    expect(facts).toMatchObject({ ...size, model: null, device: null, provider: null });
    expect(facts.subject).toEqual({ x: 0, y: 0, width: 60, height: 80 });
    expect(facts.times.load).toBe(0);
  });

  it('runs the rest of the recipe on it', async () => {
    const { facts } = await applied(await opaquePicture(), await answerOf(size, half(size)), {
      crop: { type: 'subject' },
      background: { type: 'color', color: '#ff0000' },
      output: { format: 'jpeg' },
    });
    expect(facts).toMatchObject({ width: 60, height: 80, format: 'jpeg' });
  });

  it('brings a smaller answer to the size of the picture', async () => {
    const small = { width: 60, height: 40 };
    const { rgba, facts } = await applied(
      await opaquePicture(),
      await answerOf(small, half(small)),
    );
    expect(facts).toMatchObject(size);
    const row = channel(rgba, 3).subarray(40 * size.width, 41 * size.width);
    expect([row[10], row[50], row[70], row[110]]).toEqual([255, 255, 0, 0]);
  });

  it('sharpens a much smaller answer along the edges of the picture', async () => {
    const large = { width: 400, height: 200 };
    const edge = 207;
    const twoTones = draw(large, (x) => (x < edge ? [240, 240, 240] : [20, 20, 20]));
    const source = await save(folder, 'tones.png', fromPixels(twoTones, large, 3).png());
    const small = { width: 40, height: 20 };
    // The edge lies within a column of the answer, which can only say how much of it is inside.
    const answer = await answerOf(small, (x) => (x < 20 ? 255 : x === 20 ? 178 : 0));
    const { rgba } = await applied(source, answer);
    const row = [...channel(rgba, 3).subarray(100 * large.width, 101 * large.width)];
    expect(row[edge - 3]).toBeGreaterThan(200);
    expect(row[edge + 3]).toBeLessThan(55);
  });

  it('keeps 16 bits where they are wanted', async () => {
    const { facts } = await applied(await opaquePicture(), await answerOf(size, half(size)), {
      output: { depth: 16 },
    });
    expect(facts).toMatchObject(size);
    const metadata = await sharp(path.join(folder, 'cutout')).metadata();
    expect(metadata.depth).toBe('ushort');
  });

  it('combines it with the transparency of the source, or takes that alone', async () => {
    const clear = draw(size, (_, y) => [10, 200, 10, y < 40 ? 255 : 100]);
    const source = await save(folder, 'clear.png', fromPixels(clear, size, 4).png());
    const answer = await answerOf(size, half(size));
    const combined = channel((await applied(source, answer)).rgba, 3);
    const expected = draw(size, (x, y) => [
      Math.round((half(size)(x) * (y < 40 ? 255 : 100)) / 255),
    ]);
    expect(largestDifference(combined, expected)).toBe(0);
    const own = { transparency: 'return-input-if-not-opaque' } as const;
    const { rgba, facts } = await applied(source, null, own);
    expect(channel(rgba, 3).equals(channel(clear, 3))).toBe(true);
    expect(facts.warnings).toContain('own-transparency-used');
  });

  it('says that it is unsure of a matte that is a veil', async () => {
    const veil = await answerOf(size, (x) => (x < 60 ? 140 : 60));
    const { facts } = await applied(await opaquePicture(), veil);
    expect(facts.warnings).toContain('low-confidence');
    const sure = await applied(await opaquePicture(), await answerOf(size, half(size), 'b.png'));
    expect(sure.facts.warnings).not.toContain('low-confidence');
    expect(sure.facts.confidence).toBeGreaterThan(facts.confidence);
  });

  it.each([
    ['is the picture as it was sent', 'cut away', () => answerOf(size, () => 255)],
    ['is of another shape', '60 x 80', () => answerOf({ width: 60, height: 80 }, half(size))],
    ['is no picture', 'not a picture', () => save(folder, 'a', Buffer.from('<html></html>'))],
    [
      'is cut short',
      'damaged',
      async () =>
        save(
          folder,
          'short.png',
          (
            await sharp(await answerOf(size, half(size)))
              .png()
              .toBuffer()
          ).subarray(0, 200),
        ),
    ],
    ['is empty', '0 bytes', () => save(folder, 'a', Buffer.alloc(0))],
  ])('refuses an answer that %s', async (_, words, answer) => {
    const source = await opaquePicture();
    const error = await refusal(async () => applied(source, await answer()));
    expect(error).toMatchObject({ code: 'provider-bad-response', params: { provider: 'poof' } });
    expect(String(error.params['reason'])).toContain(words);
  });

  it('finds no subject where the answer has none', async () => {
    const source = await opaquePicture();
    const nothing = await answerOf(size, () => 0);
    expect(await refusal(() => applied(source, nothing))).toMatchObject({ code: 'no-subject' });
  });
});
