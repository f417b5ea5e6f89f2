import { describe, expect, it } from 'vitest';
import { builtInPresets, edgePresets } from '../../../../shared/presets.ts';
import {
  parseRecipe,
  partsNotYetBuilt,
  type Recipe,
  type RecipeInput,
} from '../../../../shared/recipe.ts';
import {
  backgroundTypes,
  imageFits,
  newBackground,
  withBackground,
  withBlur,
  withColor,
  withImage,
  withImageFit,
  withImagePosition,
} from './background.ts';
import {
  hasBothSides,
  sizeKindOf,
  sizeKinds,
  withArea,
  withCanvas,
  withPosition,
  withSide,
  withSizeKind,
} from './canvas.ts';
import { usualAspects, withAspect, withCropToSubject, withMargin } from './crop.ts';
import {
  edgeKindOf,
  edgeKinds,
  transparencies,
  withEdges,
  withRefine,
  withTransparency,
} from './edges.ts';
import { allSides, readMargin, writeMargin } from './margin.ts';
import { channelKinds, exifKinds, formats, withFormat, withOutput } from './output.ts';
import { isChanged, presetOf, recipeOfPreset } from './presets.ts';

const plain = parseRecipe({});
const image = withImage(plain, '/a.jpg');
const cropped = withCropToSubject(plain, true);
const exact = withSizeKind(plain, 'exact');

type Row = readonly [what: string, got: Recipe, wanted: RecipeInput];

/** Each control of the panel, what it makes of a recipe, and the recipe as a user would write it. */
const rows: readonly Row[] = [
  ['colour', withColor(plain, '#ff8800'), { background: { type: 'color', color: '#ff8800' } }],
  ['transparent', withBackground(image, newBackground('transparent')), {}],
  ['blur', withBlur(plain, 5.5), { background: { type: 'blur', radius: 5.5 } }],
  ['image', image, { background: { type: 'image', path: '/a.jpg' } }],
  ...imageFits.map((fit): Row => [
    `image ${fit}`,
    withImageFit(image, fit),
    { background: { type: 'image', path: '/a.jpg', fit } },
  ]),
  [
    'image position',
    withImagePosition(withImagePosition(image, { x: 10 }), { y: 90 }),
    { background: { type: 'image', path: '/a.jpg', position: { x: 10, y: 90 } } },
  ],
  [
    'another image keeps its fit',
    withImage(withImageFit(image, 'contain'), '/b.jpg'),
    { background: { type: 'image', path: '/b.jpg', fit: 'contain' } },
  ],
  ['crop', cropped, { crop: { type: 'subject' } }],
  ['no crop', withCropToSubject(cropped, false), {}],
  [
    'margin',
    withMargin(cropped, { values: allSides(5), unit: '%' }),
    { crop: { type: 'subject', margin: '5%' } },
  ],
  [
    'margin of each side',
    withMargin(cropped, { values: { top: 1, right: 2, bottom: 3, left: 4 }, unit: 'px' }),
    { crop: { type: 'subject', margin: '1px 2px 3px 4px' } },
  ],
  ...usualAspects.map((aspect): Row => [
    `aspect ${aspect}`,
    withAspect(cropped, aspect),
    { crop: { type: 'subject', aspect } },
  ]),
  ...sizeKinds.flatMap((size): Row[] =>
    size === 'exact' || size === 'area'
      ? []
      : [[`size ${size}`, withSizeKind(exact, size), { canvas: { size } }]],
  ),
  ['area', withSizeKind(exact, 'area'), { canvas: { size: { megapixels: 4 } } }],
  ['another area', withArea(exact, 0.25), { canvas: { size: { megapixels: 0.25 } } }],
  [
    'an exact size after an area',
    withSizeKind(withArea(plain, 2.25), 'exact'),
    { canvas: { size: { width: 1500, height: 1500 } } },
  ],
  ['exact size', exact, { canvas: { size: { width: 2048, height: 2048 } } }],
  ['width', withSide(exact, 'width', 800), { canvas: { size: { width: 800, height: 2048 } } }],
  ['no height', withSide(exact, 'height', null), { canvas: { size: { width: 2048 } } }],
  [
    'fit',
    withCanvas(exact, { fit: 'cover' }),
    { canvas: { size: { width: 2048, height: 2048 }, fit: 'cover' } },
  ],
  ['subject scale', withCanvas(plain, { subjectScale: 85 }), { canvas: { subjectScale: 85 } }],
  [
    'position',
    withPosition(withPosition(plain, { x: 0 }), { y: 100 }),
    { canvas: { position: { x: 0, y: 100 } } },
  ],
  ['natural edges', withEdges(withEdges(plain, 'hard'), 'natural'), {}],
  ['hair', withEdges(plain, 'hair'), { refine: edgePresets.hair }],
  ['product', withEdges(plain, 'product'), { refine: edgePresets.product }],
  ['soft', withEdges(plain, 'soft'), { refine: edgePresets.soft }],
  ['hard', withEdges(plain, 'hard'), { refine: edgePresets.hard }],
  [
    'decontaminate',
    withRefine(plain, { decontaminate: false }),
    { refine: { decontaminate: false } },
  ],
  ['feather', withRefine(plain, { feather: -2.5 }), { refine: { feather: -2.5 } }],
  ['shift', withRefine(plain, { shift: 3 }), { refine: { shift: 3 } }],
  ['holes', withRefine(plain, { fillHoles: 80 }), { refine: { fillHoles: 80 } }],
  ['islands', withRefine(plain, { smallestIsland: 40 }), { refine: { smallestIsland: 40 } }],
  ['threshold', withRefine(plain, { threshold: 0.4 }), { refine: { threshold: 0.4 } }],
  ...transparencies.map((transparency): Row => [
    `source ${transparency}`,
    withTransparency(plain, transparency),
    { transparency },
  ]),
  ...formats.map((format): Row => [format, withFormat(plain, format), { output: { format } }]),
  [
    'quality',
    withOutput(withFormat(plain, 'jpeg'), { quality: 80 }),
    { output: { format: 'jpeg', quality: 80 } },
  ],
  ['depth', withOutput(plain, { depth: 16 }), { output: { depth: 16 } }],
  ...channelKinds.map((channels): Row => [
    `channels ${channels}`,
    withOutput(plain, { channels }),
    { output: { channels } },
  ]),
  ['ICC', withOutput(plain, { keepIcc: false }), { output: { keepIcc: false } }],
  ...exifKinds.map((exif): Row => [
    `EXIF ${exif}`,
    withOutput(plain, { exif }),
    { output: { exif } },
  ]),
];

describe('controls', () => {
  it.each(rows)('%s arrives in the recipe', (_, got, wanted) => {
    expect(got).toEqual(parseRecipe(wanted));
    expect(partsNotYetBuilt(got)).toEqual([]);
  });

  it('change nothing where there is nothing of theirs', () => {
    expect(withImageFit(plain, 'fill')).toBe(plain);
    expect(withImagePosition(plain, { x: 1 })).toBe(plain);
    expect(withMargin(plain, { unit: 'px' })).toBe(plain);
    expect(withAspect(plain, '1:1')).toBe(plain);
    expect(withSide(plain, 'width', 5)).toBe(plain);
    expect(withSizeKind(exact, 'exact')).toBe(exact);
    const area = withArea(plain, 1);
    expect(withSizeKind(area, 'area')).toBe(area);
    expect(withSide(area, 'width', 5)).toBe(area);
    expect([sizeKindOf(area.canvas), hasBothSides(area.canvas)]).toEqual(['area', false]);
  });

  it('never leave an exact size without a side', () => {
    const wide = withSide(exact, 'height', null);
    expect(withSide(wide, 'width', null)).toBe(wide);
    expect([exact, wide, plain].map(({ canvas }) => hasBothSides(canvas))).toEqual([
      true,
      false,
      false,
    ]);
    expect(sizeKindOf(wide.canvas)).toBe('exact');
  });

  it('take out what the next format cannot have', () => {
    const deep = withOutput(plain, { depth: 16 });
    expect(withFormat(deep, 'tiff').output.depth).toBe(16);
    expect(withFormat(deep, 'webp').output.depth).toBe(8);
    const fine = withOutput(withFormat(plain, 'jpeg'), { quality: 80 });
    expect(withFormat(fine, 'avif').output.quality).toBe(80);
    expect(withFormat(fine, 'png').output.quality).toBeNull();
  });

  it('know every kind that is built', () => {
    expect(
      backgroundTypes.filter((type) => type !== 'image').map((type) => newBackground(type).type),
    ).toEqual(['transparent', 'color', 'blur']);
    expect(Object.keys(edgePresets).sort()).toEqual(
      edgeKinds.filter((kind) => kind !== 'natural').sort(),
    );
  });
});

describe('edges', () => {
  it.each(edgeKinds)('%s are known again', (kind) => {
    expect(edgeKindOf(withEdges(plain, kind))).toBe(kind);
  });
  it('of the user’s own have no name', () => {
    expect(edgeKindOf(withRefine(plain, { shift: 1 }))).toBeUndefined();
  });
});

describe('margins', () => {
  it.each(['5%', '20px', '1px 2px 3px 4px', '0.5% 1% 0% 2%'])('%s is read and written', (text) => {
    expect(writeMargin(readMargin(text))).toBe(text);
  });
  it('know whether all sides are alike', () => {
    expect(readMargin('5%').isUniform).toBe(true);
    expect(readMargin('5% 5px').isUniform).toBe(false);
    expect(readMargin('1 2').values).toEqual({ top: 1, right: 2, bottom: 1, left: 2 });
  });
  it('are in percent until they are something', () => {
    expect(readMargin('0').unit).toBe('%');
    expect(readMargin('3').unit).toBe('px');
  });
});

describe('presets', () => {
  const own = { mine: withColor(plain, '#123456') };

  it.each(Object.keys(builtInPresets))('%s is known again by its recipe', (name) => {
    const recipe = recipeOfPreset(name, own);
    expect(recipe && presetOf(recipe, own)).toBe(name);
  });

  it('are the user’s own first', () => {
    expect(recipeOfPreset('white', { white: plain })).toBe(plain);
    expect(recipeOfPreset('nothing', own)).toBeUndefined();
    expect(recipeOfPreset('toString', {})).toBeUndefined();
  });

  it('tell what differs from them', () => {
    expect(isChanged(own.mine, 'mine', own)).toBe(false);
    expect(isChanged(plain, 'mine', own)).toBe(true);
    expect(isChanged(plain, null, own)).toBe(false);
    expect(isChanged(plain, 'gone', own)).toBe(false);
    expect(presetOf(withColor(plain, '#654321'), own)).toBeNull();
  });

  it('are compared by what they say, not by how they are written', () => {
    const one = parseRecipe({ canvas: { size: { width: 1, height: 2 } } });
    const other = parseRecipe({ canvas: { size: { height: 2, width: 1 } } });
    expect(presetOf(one, { a: other })).toBe('a');
  });
});
