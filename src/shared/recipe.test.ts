import { describe, expect, it } from 'vitest';
import { OffcutError } from './errors.ts';
import { parseRecipe, refuseNotYetBuilt, type RecipeInput } from './recipe.ts';

/** The reason that a recipe is refused for. */
function reasonFor(input: unknown): string {
  try {
    parseRecipe(input);
  } catch (error) {
    expect(error).toBeInstanceOf(OffcutError);
    const { code, params } = error as OffcutError;
    expect(code).toBe('recipe-invalid');
    return String(params['reason']);
  }
  throw new Error('the recipe was taken');
}

/** `{ a: { b: value } }` for `a.b`. */
const nested = (path: string, value: unknown): unknown =>
  path
    .split('.')
    .reverse()
    .reduce((inner, key) => ({ [key]: inner }), value);

describe('parseRecipe', () => {
  it('fills in every default', () => {
    const recipe = parseRecipe({});
    expect(recipe.engine).toEqual({ policy: 'local', providers: [], minConfidence: null });
    expect(recipe.model).toBe('auto');
    expect(recipe.quality).toBe('balanced');
    expect(recipe.refine).toEqual({
      decontaminate: true,
      feather: 0,
      shift: 0,
      fillHoles: 0,
      smallestIsland: 0,
      threshold: null,
    });
    expect(recipe.transparency).toBe('combine');
    expect(recipe.background).toEqual({ type: 'transparent' });
    expect(recipe.shadow).toEqual({ type: 'none' });
    expect(recipe.crop).toEqual({ type: 'none' });
    expect(recipe.canvas).toEqual({
      size: 'full',
      fit: 'contain',
      subjectScale: null,
      anchor: 'picture',
      position: { x: 50, y: 50 },
    });
    expect(recipe.output).toEqual({
      format: 'png',
      depth: 8,
      quality: null,
      channels: 'rgba',
      keepIcc: true,
      exif: 'without-location',
    });
    expect(recipe.edits).toEqual([]);
    expect(Object.keys(recipe).sort()).toEqual(
      ['background', 'canvas', 'crop', 'edits', 'engine', 'model', 'output', 'quality'].concat([
        'refine',
        'shadow',
        'transparency',
      ]),
    );
  });

  it('fills in the defaults of a variant', () => {
    expect(parseRecipe({ crop: { type: 'subject' } }).crop).toEqual({
      type: 'subject',
      margin: '0',
      percentOf: 'longer-side',
      aspect: null,
    });
    expect(parseRecipe({ background: { type: 'image', path: 'a.png' } }).background).toEqual({
      type: 'image',
      path: 'a.png',
      fit: 'cover',
      position: { x: 50, y: 50 },
    });
    expect(parseRecipe({ background: { type: 'blur' } }).background).toEqual({
      type: 'blur',
      radius: 2,
    });
  });

  it('gives every recipe defaults of its own', () => {
    expect(parseRecipe({}).canvas.position).not.toBe(parseRecipe({}).canvas.position);
  });

  it('is the same after a second time', () => {
    const once = parseRecipe({ crop: { type: 'subject', margin: '5%' }, output: { quality: 3 } });
    expect(parseRecipe(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each([
    ['tpyo', 'tpyo'],
    ['output.colour', 'output: '],
    ['engine.cloud', 'engine: '],
    ['refine.blur', 'refine: '],
    ['canvas.scale', 'canvas: '],
  ])('refuses the unknown field %s by its name', (path, start) => {
    const reason = reasonFor(nested(path, 1));
    expect(reason).toContain(`"${path.split('.').at(-1) ?? ''}"`);
    expect(reason.startsWith(start.endsWith(': ') ? start : 'Unrecognized')).toBe(true);
  });

  it('refuses unknown fields within a variant', () => {
    expect(reasonFor({ canvas: { position: { x: 1, y: 1, z: 1 } } })).toMatch(
      /^canvas.position: .*"z"/,
    );
    expect(reasonFor({ crop: { type: 'none', margin: '1' } })).toMatch(/^crop: .*"margin"/);
    expect(reasonFor({ background: { type: 'transparent', color: 'red' } })).toMatch(
      /^background: .*"color"/,
    );
  });

  it.each<[string, unknown]>([
    ['engine.policy', 'remote'],
    ['engine.providers', 'x'],
    ['engine.minConfidence', 1.1],
    ['model', 3],
    ['quality', 'good'],
    ['refine.decontaminate', 'yes'],
    ['refine.feather', 101],
    ['refine.feather', Number.NaN],
    ['refine.shift', -101],
    ['refine.fillHoles', -1],
    ['refine.smallestIsland', 0.5],
    ['refine.threshold', -0.1],
    ['transparency', 'ignore'],
    ['background.type', 'none'],
    ['shadow.type', 'long'],
    ['crop.type', 'square'],
    ['canvas.fit', 'fill'],
    ['canvas.subjectScale', 9],
    ['canvas.subjectScale', 101],
    ['canvas.position', 'centre'],
    ['canvas.anchor', 'middle'],
    ['canvas.size', 'huge'],
    ['canvas.size', {}],
    ['canvas.size', { width: 0 }],
    ['canvas.size', { width: 1.5 }],
    ['canvas.size', { height: 30_001 }],
    ['canvas.size', { width: 10, depth: 10 }],
    ['canvas.size', { megapixels: 0.009 }],
    ['canvas.size', { megapixels: 901 }],
    ['canvas.size', { megapixels: 1, width: 10 }],
    ['output.format', 'bmp'],
    ['output.quality', 0],
    ['output.quality', 101],
    ['output.quality', 50.5],
    ['output.channels', 'cmyk'],
    ['output.keepIcc', 'yes'],
    ['output.exif', 'all'],
    ['edits', {}],
  ])('refuses a bad %s (%j) by its path', (path, value) => {
    const reason = reasonFor(nested(path, value));
    expect(reason.slice(0, reason.indexOf(': '))).toMatch(new RegExp(`^${path}(\\.\\w+)*$`));
  });

  it.each<[string, RecipeInput, string]>([
    ['x', { canvas: { position: { x: 101, y: 0 } } }, 'canvas.position.x: '],
    ['y', { canvas: { position: { x: 0, y: -1 } } }, 'canvas.position.y: '],
    ['radius', { background: { type: 'blur', radius: 21 } }, 'background.radius: '],
    ['opacity', { shadow: { type: 'drop', opacity: 2 } }, 'shadow.opacity: '],
    [
      'a stroke',
      { edits: [{ tool: 'erase', size: 0, hardness: 1, opacity: 1, points: [] }] },
      'edits.0.size: ',
    ],
  ])('refuses a bad %s by its path', (_, recipe, start) => {
    expect(reasonFor(recipe)).toMatch(new RegExp(`^${start.replaceAll('.', '\\.')}`));
  });

  it.each([null, undefined, 'text', 3, []])('refuses %j as a recipe', (input) => {
    expect(reasonFor(input)).toMatch(/expected object/);
  });

  it.each(['grün', '', '#12345', 'constructor'])('refuses the colour %j in words', (color) => {
    expect(reasonFor({ background: { type: 'color', color } })).toBe(
      `background.color: ${JSON.stringify(color)} is not a colour; write #rrggbb, rgb(1, 2, 3) or a name`,
    );
  });

  it.each(['', 'wide', '1 2 3 4 5', '-3px', '9'.repeat(400)])(
    'refuses the margin %j in words',
    (margin) => {
      expect(reasonFor({ crop: { type: 'subject', margin } })).toBe(
        `crop.margin: ${JSON.stringify(margin)} is not a margin; write 20px, 5% or up to four of them`,
      );
    },
  );

  it.each(['', '1', '4x3', '0:1', '1:0', '4:3:2', '1.5:1', '-1:1', '12345:1'])(
    'refuses the aspect ratio %j in words',
    (aspect) => {
      expect(reasonFor({ crop: { type: 'subject', aspect } })).toBe(
        `crop.aspect: ${JSON.stringify(aspect)} is not an aspect ratio; write 1:1 or 4:3`,
      );
    },
  );

  it('says what a size without sides lacks', () => {
    expect(reasonFor({ canvas: { size: {} } })).toContain('a width, a height or both');
  });
});

describe('refuseNotYetBuilt', () => {
  it('lets everything through that is built', () => {
    for (const input of [
      {},
      { transparency: 'discard-alpha', model: 'isnet' },
      { engine: { policy: 'local-then-cloud', providers: ['poof'], minConfidence: 0.5 } },
      { background: { type: 'image', path: '/x.jpg', fit: 'contain' } },
      { background: { type: 'blur', radius: 3 } },
      { refine: { feather: -1, shift: 1, fillHoles: 1, smallestIsland: 1, threshold: 0 } },
      { background: { type: 'color', color: 'red' }, crop: { type: 'subject', aspect: '1:1' } },
      { canvas: { size: 'small', subjectScale: 50 }, output: { format: 'avif', quality: 1 } },
    ]) {
      expect(() => {
        refuseNotYetBuilt(parseRecipe(input));
      }).not.toThrow();
    }
  });

  it.each<[RecipeInput, string]>([
    [{ quality: 'fast' }, 'quality "fast"'],
    [{ quality: 'best' }, 'quality "best"'],
    [{ shadow: { type: 'drop' } }, 'a drop shadow'],
    [{ shadow: { type: 'contact' } }, 'a contact shadow'],
    [
      { edits: [{ tool: 'erase', size: 1, hardness: 1, opacity: 1, points: [[0, 0]] }] },
      'brush edits',
    ],
    [{ quality: 'fast', shadow: { type: 'drop' } }, 'quality "fast", a drop shadow'],
  ])('%j', (input, what) => {
    const recipe = parseRecipe(input);
    let thrown: unknown;
    try {
      refuseNotYetBuilt(recipe);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'recipe-not-yet', params: { what } });
  });
});
