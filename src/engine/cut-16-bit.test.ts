import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cutOut, discRadius, fakeInference, recordingContext } from '../../test/helpers/cutting.ts';
import { channel, gradient, noise } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { fixture } from '../../test/helpers/fixtures.ts';
import { decodeFile, fromPixels, fromSamples, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { parseRecipe, type RecipeInput } from '../shared/recipe.ts';
import { sharp } from './codec/image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 150, height: 120 };
/** Every sample differs from its neighbours in the bits that 8 would lose. */
const samples = Uint16Array.from(
  { length: size.width * size.height * 3 },
  (_, i) => 20_000 + ((i * 7919) % 20_000),
);
const deepSource = async (format: 'png' | 'tiff' = 'png') => {
  const picture = fromSamples(samples, size, 3);
  const encoded = format === 'png' ? picture.png() : picture.tiff({ compression: 'deflate' });
  return save(await tempFolder(), `source.${format}`, encoded);
};

/** The samples of a file, R G B A, as 16 bits. */
async function read16(file: string): Promise<Uint16Array> {
  const { depth } = await sharp(file).metadata();
  expect(depth).toBe('ushort');
  const bytes = await sharp(file, { ignoreIcc: true })
    .toColourspace('rgb16')
    .ensureAlpha()
    .raw({ depth: 'ushort' })
    .toBuffer();
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/** A disc whose edge is soft over a third of the picture. */
const softDisc = (u: number, v: number) =>
  Math.min(1, Math.max(0, 0.5 + (discRadius - Math.hypot(u - 0.5, v - 0.5)) * 3));
const soft = () => recordingContext(fakeInference(softDisc).inference).context;

describe('cut: 16 bits', () => {
  it.each([
    ['png', 'png'],
    ['png', 'tiff'],
    ['tiff', 'png'],
    ['tiff', 'tiff'],
  ] as const)('keeps the samples of a %s inside the subject of a %s', async (from, to) => {
    const { target, facts } = await cutOut(await deepSource(from), {
      output: { format: to, depth: 16 },
    });
    const found = await read16(target);
    let inside = 0;
    for (let i = 0; i < size.width * size.height; i++) {
      if (found[i * 4 + 3] !== 65_535) continue;
      inside++;
      for (let k = 0; k < 3; k++) expect(found[i * 4 + k]).toBe(samples[i * 3 + k]);
    }
    expect(inside).toBeGreaterThan(2_000);
    expect(facts.warnings).not.toContain('reduced-to-8-bit');
  });

  it('has more steps on a soft edge than 8 bits have', async () => {
    const { target } = await cutOut(
      await deepSource(),
      { output: { depth: 16 } },
      { context: soft() },
    );
    const found = await read16(target);
    const alphas = new Set<number>();
    for (let at = 3; at < found.length; at += 4) alphas.add(found[at] ?? 0);
    expect(alphas.size).toBeGreaterThan(600);
  });

  it('spreads the bytes of a picture that has no more', async () => {
    const bytes = gradient(size);
    const source = await save(await tempFolder(), 'a.png', fromPixels(bytes, size, 3).png());
    const { target } = await cutOut(source, { output: { depth: 16 } });
    const found = await read16(target);
    for (let i = 0; i < size.width * size.height; i++) {
      if (found[i * 4 + 3] !== 65_535) continue;
      for (let k = 0; k < 3; k++) expect(found[i * 4 + k]).toBe((bytes[i * 3 + k] ?? 0) * 257);
    }
  });

  it('takes the ten bits of an AVIF', async () => {
    const file = fixture('avif/ten-bit-alpha.avif');
    const { rgba, rgba16, depth } = await decodeFile(file, {}, 16);
    expect(depth).toBeGreaterThan(8);
    expect(rgba16?.length).toBe(rgba.length);
    rgba16?.forEach((sample, i) => {
      expect(Math.abs(sample / 257 - (rgba[i] ?? 0))).toBeLessThanOrEqual(0.5);
    });
    expect(rgba16?.some((sample) => sample % 257 !== 0)).toBe(true);
  });

  it.each<readonly [string, RecipeInput]>([
    ['as it is', {}],
    ['on a colour', { background: { type: 'color', color: 'rgba(200, 30, 90, 0.5)' } }],
    ['on its own blur', { background: { type: 'blur', radius: 5 } }],
    ['cropped and scaled', { crop: { type: 'subject' }, canvas: { size: { width: 60 } } }],
    ['with room around', { crop: { type: 'subject', margin: '90px' } }],
    ['feathered', { refine: { feather: 6 } }],
    ['shrunk', { refine: { shift: -3 } }],
    ['hardened', { refine: { threshold: 0.4 } }],
    ['without spots', { refine: { smallestIsland: 500, fillHoles: 500 } }],
    ['the matte alone', { output: { channels: 'alpha' } }],
    ['filled', { output: { channels: 'rgb' } }],
  ])('looks as with 8 bits: %s', async (_, recipe) => {
    const source = await save(
      await tempFolder(),
      'a.png',
      fromPixels(gradient(size), size, 3).png(),
    );
    const output = { format: 'png', ...recipe.output } as const;
    const shallow = await cutOut(source, { ...recipe, output }, { context: soft() });
    const wanted = await read16of8(shallow.target);
    const deepRecipe = { ...recipe, output: { ...output, depth: 16 } } as const;
    const rest = { target: path.join(await tempFolder(), 'deep') };
    const deep = await cutOut(source, deepRecipe, { context: soft(), rest });
    const found = await read16(deep.target);
    expect(found.length).toBe(wanted.length);
    expect({ width: deep.width, height: deep.height }).toEqual({
      width: shallow.width,
      height: shallow.height,
    });
    let largest = 0;
    for (let at = 0; at < found.length; at += 4) {
      // Colours under little alpha are rounded with it, and seen as little.
      const share = (wanted[at + 3] ?? 0) / 65_535;
      for (let k = 0; k < 4; k++) {
        const off = Math.abs((found[at + k] ?? 0) - (wanted[at + k] ?? 0)) / 257;
        largest = Math.max(largest, k === 3 ? off : off * share);
      }
    }
    expect(largest).toBeLessThanOrEqual(3);
  });

  it("combines with the source's own transparency in 16 bits", async () => {
    const rgba = Uint16Array.from({ length: size.width * size.height * 4 }, (__, i) =>
      i % 4 === 3 ? 32_896 : 30_000,
    );
    const picture = fromSamples(rgba, size, 4).png();
    const source = await save(await tempFolder(), 'a.png', picture);
    const { target } = await cutOut(source, { output: { depth: 16 } }, { context: soft() });
    const found = await read16(target);
    const alphas = [...found].filter((__, i) => i % 4 === 3);
    expect(Math.max(...alphas)).toBe(32_896);
    expect(new Set(alphas).size).toBeGreaterThan(300);
  });

  it('keeps profile and density, and says that TIFF carries no EXIF', async () => {
    const picture = fromSamples(samples, size, 3).withIccProfile('p3').withDensity(240).png();
    const source = await save(await tempFolder(), 'a.png', picture);
    for (const format of ['png', 'tiff'] as const) {
      const { target } = await cutOut(source, { output: { format, depth: 16 } });
      const { icc, density } = await sharp(target).metadata();
      expect(icc?.equals((await sharp(source).metadata()).icc ?? Buffer.alloc(0))).toBe(true);
      expect(density).toBe(240);
    }
  });

  it('is refused for formats of 8 bits', async () => {
    for (const format of ['jpeg', 'webp', 'avif'] as const) {
      const error = await refusal(() => parseRecipe({ output: { format, depth: 16 } }));
      expect(error).toMatchObject({ code: 'recipe-invalid' });
      expect(error.message).toContain('16 bits are for png and tiff');
    }
  });

  it('leaves everything as it was where it is not asked for', async () => {
    const rgba = noise(size.width * size.height * 4);
    const source = await save(await tempFolder(), 'a.png', fromPixels(rgba, size, 4).png());
    const { target } = await cutOut(source, { output: { depth: 8 } });
    expect((await sharp(target).metadata()).depth).toBe('uchar');
    expect(channel(rgba, 3).length).toBe(size.width * size.height);
  });
});

/** A file of 8 bits, R G B A, spread to 16. */
async function read16of8(file: string): Promise<Uint16Array> {
  const bytes = await sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  return Uint16Array.from(bytes, (byte) => byte * 257);
}
