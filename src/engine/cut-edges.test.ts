import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cutOut,
  disc,
  fakeInference,
  recordingContext,
  runOf,
} from '../../test/helpers/cutting.ts';
import { areaOf, lower } from '../../test/helpers/mattes.ts';
import { channel, draw, pixelAt } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import type { RecipeInput } from '../shared/recipe.ts';
import { cut } from './cut.ts';

const tempFolder = useTempFolder();
const size = { width: 240, height: 160 };
/** A red disc before green, as the fake model sees it: squashed with the picture. */
const rgb = draw(size, (x, y) =>
  Math.hypot((x + 0.5) / 240 - 0.5, (y + 0.5) / 160 - 0.5) < 0.25 ? [230, 20, 20] : [20, 200, 20],
);
const photo = async () => save(await tempFolder(), 'a.png', fromPixels(rgb, size, 3).png());

/** The disc with a hole, and an island in a corner. */
const spotted = (u: number, v: number) =>
  Math.hypot(u - 0.1, v - 0.15) < 0.04 ? 1 : Math.hypot(u - 0.5, v - 0.5) < 0.04 ? 0 : disc(u, v);

async function alphaOf(refine: RecipeInput['refine'], matte = disc): Promise<Buffer> {
  const { context } = recordingContext(fakeInference(matte).inference);
  return channel((await cutOut(await photo(), { refine }, { context })).rgba, 3);
}

describe('cut: edges', () => {
  it('shift', async () => {
    const [plain, grown, shrunk] = [
      await alphaOf({}),
      await alphaOf({ shift: 5 }),
      await alphaOf({ shift: -5 }),
    ];
    expect(lower(grown, plain)).toEqual([]);
    expect(lower(plain, shrunk)).toEqual([]);
    expect(areaOf(grown)).toBeGreaterThan(areaOf(plain) * 1.15);
    expect(areaOf(shrunk)).toBeLessThan(areaOf(plain) * 0.85);
  });

  it('feather', async () => {
    const soft = (matte: Buffer) => matte.filter((alpha) => alpha > 12 && alpha < 243).length;
    const plain = await alphaOf({});
    const [out, inwards] = [await alphaOf({ feather: 10 }), await alphaOf({ feather: -10 })];
    expect(lower(out, plain)).toEqual([]);
    expect(lower(plain, inwards)).toEqual([]);
    for (const matte of [out, inwards]) expect(soft(matte)).toBeGreaterThan(soft(plain) * 1.5);
  });

  it('threshold', async () => {
    const hard = await alphaOf({ threshold: 0.5 });
    expect(hard.every((alpha) => alpha === 0 || alpha === 255)).toBe(true);
    expect(areaOf(await alphaOf({ threshold: 0.9 }))).toBeLessThan(areaOf(hard));
  });

  it('islands and holes', async () => {
    const [island, hole] = [[24, 24] as const, [120, 80] as const];
    const alphas = async (refine: RecipeInput['refine']) => {
      const matte = await alphaOf(refine, spotted);
      return [pixelAt(matte, 240, ...island, 1)[0], pixelAt(matte, 240, ...hole, 1)[0]];
    };
    expect(await alphas({})).toEqual([255, 0]);
    expect(await alphas({ smallestIsland: 1000 })).toEqual([0, 0]);
    expect(await alphas({ fillHoles: 1000 })).toEqual([255, 255]);
    expect(await alphas({ smallestIsland: 20, fillHoles: 20 })).toEqual([255, 0]);
  });

  it("shows the photo's own pixels in a filled hole", async () => {
    const { context } = recordingContext(fakeInference(spotted).inference);
    const source = await photo();
    const { rgba } = await cutOut(source, { refine: { fillHoles: 1000 } }, { context });
    const { rgba: decoded } = await decodeFile(source);
    for (let x = 110; x < 130; x++) {
      expect(pixelAt(rgba, 240, x, 80)).toEqual(pixelAt(decoded, 240, x, 80));
    }
  });

  it.each([{ shift: 12 }, { feather: 30 }, { shift: 3, feather: 8 }, { threshold: 0.02 }])(
    'shows no old background where %j reveals it',
    async (refine) => {
      const source = await photo();
      const greenest = async (decontaminate: boolean) => {
        const { rgba } = await cutOut(source, { refine: { ...refine, decontaminate } });
        let most = -255;
        for (let at = 0; at < rgba.length; at += 4) {
          // What is this faint is not seen.
          if ((rgba[at + 3] ?? 0) > 8) most = Math.max(most, (rgba[at + 1] ?? 0) - (rgba[at] ?? 0));
        }
        return most;
      };
      expect(await greenest(true)).toBeLessThan(0);
      expect(await greenest(false)).toBeGreaterThan(150);
    },
  );

  it("works on the source's own transparency, and shows nothing hidden under it", async () => {
    // Red within, and under full transparency blue that nobody was to see.
    const rgba = draw(size, (x) => (x < 120 ? [230, 20, 20, 255] : [0, 0, 255, 0]));
    const source = await save(await tempFolder(), 'a.png', fromPixels(rgba, size, 4).png());
    const found = await cutOut(source, {
      transparency: 'return-input-if-not-opaque',
      refine: { shift: 5, feather: 6 },
    });
    expect(pixelAt(found.rgba, 240, 124, 80)).toEqual([230, 20, 20, 255]);
    const [r = 0, , b = 0, alpha = 0] = pixelAt(found.rgba, 240, 128, 80);
    expect(alpha).toBeGreaterThan(40);
    expect(alpha).toBeLessThan(250);
    expect(r - b).toBeGreaterThan(200);
    expect(pixelAt(found.rgba, 240, 135, 80)).toEqual([0, 0, 0, 0]);
    expect(found.facts.warnings).toEqual(['own-transparency-used']);
  });

  it('blurs a backdrop that shows nothing of a subject that has shrunk', async () => {
    const { rgba } = await cutOut(await photo(), {
      background: { type: 'blur', radius: 4 },
      refine: { shift: -12 },
    });
    // Just outside of the shrunk disc, where the photo still shows the subject.
    for (const x of [120 - 55, 120 + 54]) {
      const [r = 0, g = 0] = pixelAt(rgba, 240, x, 80);
      expect(g - r).toBeGreaterThan(150);
    }
  });

  it('finds the box of the refined subject, and judges the matte as the model made it', async () => {
    const source = await photo();
    const { facts } = await cutOut(source);
    const hard = await cutOut(source, { refine: { threshold: 0.5, shift: -10 } });
    expect(hard.facts.subject.width).toBeLessThanOrEqual(facts.subject.width - 18);
    expect(hard.facts.ambiguous).toBe(facts.ambiguous);
  });

  it.each([
    ['edges-leave-nothing', { shift: -90 }],
    ['edges-leave-everything', { threshold: 0 }],
  ] as const)('%s leaves no file', async (code, refine) => {
    const source = await photo();
    const { context } = recordingContext();
    expect((await refusal(() => cut(runOf(source, { refine }), context))).code).toBe(code);
    expect(await readdir(path.dirname(source))).toEqual(['a.png']);
  });
});
