import { describe, expect, it } from 'vitest';
import { cutOut, fakeInference, recordingContext } from '../../test/helpers/cutting.ts';
import { valueBytes } from '../../test/helpers/exif-block.ts';
import { channel, draw, gradient, largestDifference, pixelAt } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import type { OutputFormat, RecipeInput } from '../shared/recipe.ts';
import { sharp } from './codec/image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 120, height: 80 };
const middle = [60, 40] as const;
const corner = [2, 2] as const;

const coordinates = { tag: 2, type: 5, value: [52, 1, 31, 1, 12_345, 678] } as const;
/** An opaque Display P3 picture with a density, a place and an XMP block. */
const taggedPicture = async () =>
  save(
    await tempFolder(),
    'source.png',
    fromPixels(gradient(size), size, 3)
      .png()
      .withIccProfile('p3')
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .withDensity(300)
      .withExif({
        IFD0: { Make: 'Camera' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12345/678' },
      }),
  );
const plainPicture = async () =>
  save(await tempFolder(), 'source.png', fromPixels(gradient(size), size, 3).png());
/** Transparent in its right half. */
const halfPicture = async () => {
  const rgba = draw(size, (x) => [200, 100, x, x < 60 ? 255 : 0]);
  return save(await tempFolder(), 'source.png', fromPixels(rgba, size, 4).png());
};

describe('cut: output', () => {
  it.each<[OutputFormat, string]>([
    ['png', 'png'],
    ['webp', 'webp'],
    ['jpeg', 'jpeg'],
    ['avif', 'heif'],
    ['tiff', 'tiff'],
  ])('format %s', async (format, container) => {
    const { facts, target } = await cutOut(await plainPicture(), { output: { format } });
    expect(facts.format).toBe(format);
    expect(await sharp(target).metadata()).toMatchObject({ ...size, format: container });
    expect(facts.warnings).toEqual(format === 'jpeg' ? ['filled-with-white'] : []);
  });

  it('channels rgba, rgb and alpha', async () => {
    const source = await plainPicture();
    const { rgba: decoded } = await decodeFile(source);
    const rgba = await cutOut(source, { output: { channels: 'rgba' } });
    expect((await sharp(rgba.target).metadata()).channels).toBe(4);

    const rgb = await cutOut(source, { output: { channels: 'rgb' } });
    expect((await sharp(rgb.target).metadata()).channels).toBe(3);
    expect(pixelAt(rgb.rgba, 120, ...corner)).toEqual([255, 255, 255, 255]);
    expect(pixelAt(rgb.rgba, 120, ...middle)).toEqual(pixelAt(decoded, 120, ...middle));

    const alpha = await cutOut(source, { output: { channels: 'alpha' } });
    expect((await sharp(alpha.target).metadata()).channels).toBe(1);
    expect(channel(alpha.rgba, 0).equals(channel(rgba.rgba, 3))).toBe(true);
  });

  it('quality', async () => {
    const source = await plainPicture();
    const bytes = async (quality: number) =>
      (await cutOut(source, { output: { format: 'jpeg', quality } })).facts.bytes;
    expect(await bytes(30)).toBeLessThan(await bytes(95));
  });

  it('keepIcc', async () => {
    const source = await taggedPicture();
    const { icc } = await sharp(source).metadata();
    const { rgba: decoded } = await decodeFile(source);
    for (const keepIcc of [true, false]) {
      const { rgba, target } = await cutOut(source, { output: { keepIcc } });
      const found = (await sharp(target).metadata()).icc;
      expect(found?.equals(icc ?? Buffer.of()) ?? false).toBe(keepIcc);
      // The stored values are the source's either way.
      expect(pixelAt(rgba, 120, ...middle)).toEqual(pixelAt(decoded, 120, ...middle));
    }
  });

  it('exif and density', async () => {
    const source = await taggedPicture();
    const written = async (exif: 'keep' | 'without-location' | 'strip') => {
      const { target } = await cutOut(source, { output: { exif } });
      const found = await sharp(target).metadata();
      const block = found.exif ?? Buffer.of();
      return {
        make: block.includes('Camera'),
        place: (['II', 'MM'] as const).some((order) =>
          block.includes(valueBytes(order, coordinates)),
        ),
        xmp: found.xmp !== undefined,
        block: found.exif !== undefined,
        density: found.density,
      };
    };
    const kept = { make: true, block: true, density: 300 };
    expect(await written('keep')).toEqual({ ...kept, place: true, xmp: true });
    expect(await written('without-location')).toEqual({ ...kept, place: false, xmp: false });
    expect(await written('strip')).toMatchObject({
      make: false,
      place: false,
      xmp: false,
      block: false,
    });
  });
});

describe('cut: density', () => {
  it('is kept where no EXIF block tells it', async () => {
    const { target } = await cutOut(await taggedPicture(), { output: { format: 'tiff' } });
    expect((await sharp(target).metadata()).density).toBe(300);
  });
});

describe('cut: background', () => {
  it('fills with a colour and leaves the subject alone', async () => {
    const source = await plainPicture();
    const { rgba: decoded } = await decodeFile(source);
    const { rgba, target, facts } = await cutOut(source, {
      background: { type: 'color', color: '#1e90ff' },
    });
    expect(pixelAt(rgba, 120, ...corner)).toEqual([0x1e, 0x90, 0xff, 255]);
    expect(pixelAt(rgba, 120, ...middle)).toEqual(pixelAt(decoded, 120, ...middle));
    expect((await sharp(target).metadata()).hasAlpha).toBe(false);
    expect(facts.warnings).toEqual([]);
  });

  it('fills with glass', async () => {
    const { rgba } = await cutOut(await plainPicture(), {
      background: { type: 'color', color: 'rgb(10 20 30 / 50%)' },
    });
    expect(pixelAt(rgba, 120, ...corner)).toEqual([10, 20, 30, 128]);
    expect(pixelAt(rgba, 120, ...middle)[3]).toBe(255);
  });
});

describe('cut: background pictures', () => {
  /** Beige on the left, teal on the right. */
  const behind = async () => {
    const rgb = draw(size, (x) => (x < 60 ? [200, 180, 160] : [0, 128, 128]));
    return save(await tempFolder(), 'behind.png', fromPixels(rgb, size, 3).png());
  };
  const right = [117, 2] as const;

  it.each(['png', 'webp', 'jpeg', 'avif', 'tiff'] as const)('as %s, opaque', async (format) => {
    const { target, facts, rgba } = await cutOut(await plainPicture(), {
      background: { type: 'image', path: await behind() },
      output: { format, quality: 100 },
    });
    expect((await sharp(target).metadata()).hasAlpha).toBe(false);
    expect(facts.warnings).toEqual([]);
    for (const [[x, y], expected] of [
      [corner, [200, 180, 160, 255]],
      [right, [0, 128, 128, 255]],
    ] as const) {
      const found = Buffer.from(pixelAt(rgba, 120, x, y));
      expect(largestDifference(found, Buffer.from(expected))).toBeLessThan(8);
    }
  });

  it('leave the subject byte for byte, and one decoding does for many', async () => {
    const source = await plainPicture();
    const { rgba: alone } = await cutOut(source);
    const { rgba: decoded } = await decodeFile(source);
    const { context } = recordingContext();
    const background = { type: 'image', path: await behind() } as const;
    for (let round = 0; round < 3; round++) {
      const { rgba } = await cutOut(source, { background }, { context });
      let inside = 0;
      for (let at = 0; at < rgba.length; at += 4) {
        if (alone[at + 3] !== 255) continue;
        inside++;
        expect(rgba.readUInt32LE(at)).toBe(decoded.readUInt32LE(at));
      }
      expect(inside).toBeGreaterThan(1000);
      expect(pixelAt(rgba, 120, ...corner)).toEqual([200, 180, 160, 255]);
    }
    expect(context.backgrounds.decoded).toBe(1);
  });

  it('lie on the whole canvas, whatever the crop', async () => {
    const { rgba, width, height } = await cutOut(await plainPicture(), {
      background: { type: 'image', path: await behind(), fit: 'fill' },
      crop: { type: 'subject', margin: '50px' },
      canvas: { size: { width: 90, height: 150 } },
    });
    expect([width, height]).toEqual([90, 150]);
    expect(pixelAt(rgba, 90, 0, 0)).toEqual([200, 180, 160, 255]);
    expect(pixelAt(rgba, 90, 89, 149)).toEqual([0, 128, 128, 255]);
  });

  it('leave bars transparent, or white in a format without transparency', async () => {
    const source = await plainPicture();
    const background = { type: 'image', path: await behind(), fit: 'contain' } as const;
    const canvas = { size: { width: 120, height: 120 } };
    const bars = await cutOut(source, { background, canvas });
    expect(pixelAt(bars.rgba, 120, 2, 2)).toEqual([0, 0, 0, 0]);
    expect(bars.facts.warnings).toEqual([]);
    const white = await cutOut(source, { background, canvas, output: { channels: 'rgb' } });
    expect(pixelAt(white.rgba, 120, 2, 2)).toEqual([255, 255, 255, 255]);
    expect(white.facts.warnings).toEqual(['filled-with-white']);
  });

  it('follow the profile that is kept', async () => {
    const background = { type: 'image', path: await behind() } as const;
    const source = await taggedPicture();
    const kept = await cutOut(source, { background });
    // Teal lies within P3, at other values; shown by its profile it is the same teal.
    expect(pixelAt(kept.rgba, 120, ...right)).not.toEqual([0, 128, 128, 255]);
    const shown = await sharp(kept.target).ensureAlpha().raw().toBuffer();
    const teal = Buffer.from(pixelAt(shown, 120, ...right));
    expect(largestDifference(teal, Buffer.from([0, 128, 128, 255]))).toBeLessThanOrEqual(2);
    const without = await cutOut(source, { background, output: { keepIcc: false } });
    expect(pixelAt(without.rgba, 120, ...right)).toEqual([0, 128, 128, 255]);
  });

  it('are refused before the model runs', async () => {
    const { inference, requests } = fakeInference();
    const { context } = recordingContext(inference);
    const file = await save(await tempFolder(), 'text.jpg', Buffer.from('no picture'));
    const background = { type: 'image', path: file } as const;
    const source = await plainPicture();
    const error = await refusal(() => cutOut(source, { background }, { context }));
    expect(error).toMatchObject({
      code: 'background-unreadable',
      params: { path: file, problem: 'input-not-an-image' },
    });
    expect(requests).toEqual([]);
    const alone = await cutOut(source, { background, output: { channels: 'alpha' } });
    expect(alone.facts.warnings).toEqual([]);
  });
});

describe('cut: blurred background', () => {
  it('shows nothing of the subject, and leaves it alone', async () => {
    const rgb = draw(size, (x, y) =>
      // As the disc of the fake model, which is squashed with the picture.
      Math.hypot(x / 120 - 0.5, y / 80 - 0.5) < 0.25 ? [255, 0, 0] : [x + 60, x + 60, x + 60],
    );
    const source = await save(await tempFolder(), 'a.png', fromPixels(rgb, size, 3).png());
    const { rgba: alone } = await cutOut(source);
    const { rgba, target } = await cutOut(source, { background: { type: 'blur', radius: 5 } });
    expect((await sharp(target).metadata()).hasAlpha).toBe(false);
    for (let at = 0; at < rgba.length; at += 4) {
      if (alone[at + 3] === 255) expect(rgba.readUInt32LE(at)).toBe(alone.readUInt32LE(at));
      if (alone[at + 3] === 0) {
        expect(Math.abs((rgba[at] ?? 0) - (rgba[at + 1] ?? 0))).toBeLessThanOrEqual(2);
      }
    }
  });

  it('follows crop, canvas and format; a larger radius blurs more', async () => {
    const source = await plainPicture();
    const found = await cutOut(source, {
      background: { type: 'blur', radius: 1 },
      crop: { type: 'subject', margin: '100px' },
      canvas: { size: { width: 200 } },
      output: { format: 'jpeg' },
    });
    expect(found.facts.warnings).toEqual([]);
    expect(pixelAt(found.rgba, 200, 0, 0)[2]).toBeGreaterThan(220);
    const small = await cutOut(source, { background: { type: 'blur', radius: 1 } });
    const large = await cutOut(source, { background: { type: 'blur', radius: 20 } });
    const spread = (rgba: Buffer) => (rgba[119 * 4] ?? 0) - (rgba[0] ?? 0);
    expect(spread(large.rgba)).toBeLessThan(spread(small.rgba) - 30);
  });
});

describe('cut: crop and canvas', () => {
  it('crops to the subject, pixels unchanged', async () => {
    const source = await plainPicture();
    const whole = await cutOut(source);
    const { subject } = whole.facts;
    const { width, height, rgba, facts } = await cutOut(source, {
      crop: { type: 'subject', margin: '2px' },
    });
    expect({ width, height }).toEqual({ width: subject.width + 4, height: subject.height + 4 });
    expect(facts).toMatchObject({ width, height, subject, source: size });
    for (const [x, y] of [
      [0, 0],
      [20, 20],
      [width - 1, height - 1],
    ] as const) {
      expect(pixelAt(rgba, width, x, y)).toEqual(
        pixelAt(whole.rgba, 120, subject.x - 2 + x, subject.y - 2 + y),
      );
    }
  });

  it('fills a margin beyond the source with the background', async () => {
    const { width, height, rgba } = await cutOut(await plainPicture(), {
      crop: { type: 'subject', margin: '100px', aspect: '1:1' },
      background: { type: 'color', color: 'lime' },
    });
    expect(width).toBe(height);
    expect(pixelAt(rgba, width, 0, 0)).toEqual([0, 255, 0, 255]);
  });

  it.each<[NonNullable<RecipeInput['canvas']>, number, number]>([
    [{ size: 'small' }, 120, 80],
    [{ size: { width: 60 } }, 60, 40],
    [{ size: { height: 160 } }, 240, 160],
    [{ size: { width: 50, height: 70 } }, 50, 70],
    [{ size: { width: 50, height: 70 }, fit: 'cover' }, 50, 70],
    [{ subjectScale: 90 }, 120, 80],
  ])('canvas %j is %d x %d', async (canvas, width, height) => {
    const { facts, ...found } = await cutOut(await plainPicture(), { canvas });
    expect(found).toMatchObject({ width, height });
    expect(facts).toMatchObject({ width, height, source: size });
  });

  it('scales the subject to its percent of the canvas', async () => {
    const { rgba } = await cutOut(await plainPicture(), {
      canvas: { size: { width: 200, height: 200 }, subjectScale: 50, position: { x: 0, y: 100 } },
    });
    // About 60 x 40, so the width is the tighter side: 100 px, at the left and the bottom.
    const columns = new Set<number>();
    const rows = new Set<number>();
    channel(rgba, 3).forEach((alpha, i) => {
      if (alpha >= 128) {
        columns.add(i % 200);
        rows.add(Math.floor(i / 200));
      }
    });
    for (const [found, expected] of [
      [Math.min(...columns), 0],
      [Math.max(...columns), 99],
      [Math.max(...rows), 199],
    ] as const) {
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(3);
    }
  });
});

describe('cut: transparency of the source', () => {
  /** The subject: the upper half. */
  const upperHalf = fakeInference((_, v) => (v < 0.5 ? 1 : 0));
  const inference = upperHalf.inference;
  const left = [20, 20] as const;
  const right = [100, 20] as const;
  const below = [20, 60] as const;
  const alphas = (rgba: Buffer) =>
    [left, right, below].map(([x, y]) => pixelAt(rgba, 120, x, y)[3]);

  it('combine: seen only where both the matte and the source are', async () => {
    const { context } = recordingContext(inference);
    const { rgba, facts } = await cutOut(await halfPicture(), {}, { context });
    expect(alphas(rgba)).toEqual([255, 0, 0]);
    expect(pixelAt(rgba, 120, ...right)).toEqual([0, 0, 0, 0]);
    expect(facts.model?.id).toBe('fake');
    expect(facts.warnings).toEqual([]);
    expect(facts.subject.width).toBe(60);
  });

  it('combine: multiplies', async () => {
    const rgba = draw(size, (x) => [1, 2, 3, x < 60 ? 255 : 150]);
    const source = await save(await tempFolder(), 'a.png', fromPixels(rgba, size, 4).png());
    const half = fakeInference((_, v) => (v < 0.5 ? 0.6 : 0));
    const { context } = recordingContext(half.inference);
    const found = await cutOut(source, {}, { context });
    expect(alphas(found.rgba)).toEqual([153, Math.round((153 * 150) / 255), 0]);
  });

  it('return-input-if-not-opaque: no model runs, the source stays as it is', async () => {
    const { context, stages } = recordingContext(inference);
    const asked = upperHalf.requests.length;
    const source = await halfPicture();
    const recipe: RecipeInput = { transparency: 'return-input-if-not-opaque' };
    const { rgba, facts } = await cutOut(source, recipe, { context });
    expect(alphas(rgba)).toEqual([255, 0, 255]);
    expect(facts).toMatchObject({ model: null, device: null, warnings: ['own-transparency-used'] });
    expect(facts).toMatchObject({ confidence: 1, ambiguous: 0 });
    expect(facts.subject).toEqual({ x: 0, y: 0, width: 60, height: 80 });
    expect(facts.times.load).toBe(0);
    expect(facts.times.matte).toBe(0);
    expect(upperHalf.requests.length).toBe(asked);
    expect(stages.map(([stage]) => stage)).not.toContain('matte');

    // An opaque source is cut all the same.
    const opaque = await cutOut(await plainPicture(), recipe, { context });
    expect(alphas(opaque.rgba)).toEqual([255, 255, 0]);
    expect(opaque.facts.warnings).toEqual([]);
  });

  it('return-input-if-not-opaque: an invisible source has no subject', async () => {
    const rgba = Buffer.alloc(size.width * size.height * 4, 9);
    const source = await save(await tempFolder(), 'a.png', fromPixels(rgba, size, 4).png());
    const recipe: RecipeInput = { transparency: 'return-input-if-not-opaque' };
    expect((await refusal(() => cutOut(source, recipe))).code).toBe('no-subject');
  });

  it('discard-alpha: the matte alone decides', async () => {
    const { context } = recordingContext(inference);
    const recipe: RecipeInput = { transparency: 'discard-alpha' };
    const { rgba } = await cutOut(await halfPicture(), recipe, { context });
    expect(alphas(rgba)).toEqual([255, 255, 0]);
    expect(pixelAt(rgba, 120, ...right)).toEqual([200, 100, 100, 255]);
  });
});

describe('cut: lenient', () => {
  it('cuts what is readable of a damaged source', async () => {
    const whole = await fromPixels(gradient(size), size, 3).jpeg().toBuffer();
    const part = whole.subarray(0, Math.floor(whole.length * 0.8));
    const source = await save(await tempFolder(), 'a.jpg', part);
    expect((await refusal(() => cutOut(source))).code).toBe('input-damaged');
    const { facts } = await cutOut(source, {}, { rest: { lenient: true } });
    expect(facts.warnings).toEqual(['damaged-source']);
  });
});
