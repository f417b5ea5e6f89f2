import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { edgePresets, findPreset, type EdgePresetName } from '../../shared/presets.ts';
import { isRecord, mergeRecipe, type RecipeDraft } from '../../shared/merge-recipe.ts';
import { parseRecipe, sizePresets, type Recipe } from '../../shared/recipe.ts';

/** A recipe as plain nested data, before it is checked. */
const number = (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('It must be a number.');
  }
  return value;
};

/** `30,70` or `30% 70%` or `center`, in percent of the room that is left. */
const position = (text: string) => {
  const words: Readonly<Record<string, number>> = {
    left: 0,
    top: 0,
    center: 50,
    right: 100,
    bottom: 100,
  };
  const parts = text.trim().split(/[\s,]+/);
  const [x, y = x] = parts.map((part) => words[part] ?? number(part.replace(/%$/, '')));
  if (x === undefined || y === undefined || parts.length > 2) {
    throw new InvalidArgumentError('Write it as X,Y in percent, such as 50,100.');
  }
  return { x, y };
};

const size = (text: string) => {
  if (text === 'full' || Object.hasOwn(sizePresets, text)) return text;
  const area = /^(\d+(?:\.\d+)?)MP$/i.exec(text)?.[1];
  if (area !== undefined) return { megapixels: Number(area) };
  const match = /^(\d+)?x(\d+)?$/i.exec(text);
  if (match === null || (match[1] ?? match[2]) === undefined) {
    const names = ['full', ...Object.keys(sizePresets)].join(', ');
    throw new InvalidArgumentError(
      `It is one of ${names}, WIDTHxHEIGHT such as 1200x or 800x600, or an area such as 4MP.`,
    );
  }
  return {
    ...(match[1] !== undefined && { width: Number(match[1]) }),
    ...(match[2] !== undefined && { height: Number(match[2]) }),
  };
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new OffcutError('recipe-unreadable', { path: file, reason: reasonOf(error) });
  }
};

const background = (text: string): RecipeDraft =>
  text === 'transparent' ? { type: 'transparent' } : { type: 'color', color: text };

/** Where in the recipe a flag's value goes. */
interface Flag {
  readonly option: Option;
  readonly path: readonly string[];
}

const flag = (
  flags: string,
  description: string,
  path: string,
  parse: (text: string) => unknown = (text) => text,
): Flag => {
  const option = new Option(flags, description);
  // A flag without a value is true or false by itself.
  return { option: flags.includes('<') ? option.argParser(parse) : option, path: path.split('.') };
};

const choice = (
  flags: string,
  description: string,
  path: string,
  choices: readonly string[],
): Flag => ({
  option: new Option(flags, description).choices(choices),
  path: path.split('.'),
});

const many = (text: string) => text.split(',').map((part) => part.trim());

/**
 * Every field of the recipe as a flag. The recipe's schema stays the judge of values: a flag only
 * says where its text belongs, so that a flag and a recipe file mean the same.
 */
const flags: readonly Flag[] = [
  flag('--model <id>', 'model to use, see "offcut models"', 'model'),
  choice('--quality <level>', 'how much work goes into a matte', 'quality', [
    'fast',
    'balanced',
    'best',
  ]),
  choice('--engine <policy>', 'who computes the matte', 'engine.policy', [
    'local',
    'local-then-cloud',
    'cloud',
  ]),
  flag(
    '--providers <names>',
    'cloud providers, in order, separated by commas',
    'engine.providers',
    many,
  ),
  flag(
    '--min-confidence <0-1>',
    'below this, a matte goes to the cloud',
    'engine.minConfidence',
    number,
  ),
  flag(
    '--decontaminate',
    "remove the old background's colour from soft edges",
    'refine.decontaminate',
  ),
  flag('--no-decontaminate', 'leave edge colours as they are', 'refine.decontaminate'),
  flag(
    '--feather <px>',
    'soften the edge over this many px; negative: inwards',
    'refine.feather',
    number,
  ),
  flag('--shift <px>', 'move the edge by this many px; negative: shrink', 'refine.shift', number),
  flag('--fill-holes <px>', 'fill holes of up to this area', 'refine.fillHoles', number),
  flag('--smallest-island <px>', 'remove islands below this area', 'refine.smallestIsland', number),
  flag('--threshold <0-1>', 'make the matte hard at this alpha', 'refine.threshold', number),
  choice('--transparency <mode>', "what becomes of the source's own transparency", 'transparency', [
    'combine',
    'return-input-if-not-opaque',
    'discard-alpha',
  ]),
  flag(
    '-b, --background <color>',
    'transparent, or a colour: #rrggbb, "rgb(1, 2, 3)", a name',
    'background',
    background,
  ),
  flag('--background-image <file>', 'lay the subject over this picture', 'background', (file) => ({
    type: 'image',
    path: path.resolve(file),
  })),
  choice(
    '--background-fit <fit>',
    'how the background picture fills the canvas',
    'background.fit',
    ['cover', 'contain', 'fill'],
  ),
  flag(
    '--background-position <x,y>',
    'which part of the background picture is seen',
    'background.position',
    position,
  ),
  flag(
    '--background-blur <percent>',
    'blur the original behind the subject',
    'background',
    (radius) => ({ type: 'blur', radius: number(radius) }),
  ),
  flag('--shadow <kind>', 'none, drop or contact', 'shadow', (type) => ({ type })),
  flag('--shadow-opacity <0-1>', 'how dark the shadow is', 'shadow.opacity', number),
  flag(
    '--crop <what>',
    'none, or subject: cut the picture down to the subject',
    'crop',
    (type) => ({ type }),
  ),
  flag('--margin <lengths>', 'room around the subject: "20px", "5%", or up to four', 'crop.margin'),
  choice('--margin-of <sides>', "what a margin's percent are of", 'crop.percentOf', [
    'longer-side',
    'each-side',
  ]),
  flag('--aspect <w:h>', 'grow the crop to this ratio, such as 1:1', 'crop.aspect'),
  flag(
    '--size <size>',
    'full, preview, small, medium, large, WIDTHxHEIGHT, or an area such as 4MP',
    'canvas.size',
    size,
  ),
  choice('--fit <fit>', 'how the picture meets an exact size', 'canvas.fit', [
    'contain',
    'cover',
    'scale-down',
  ]),
  flag(
    '--subject-scale <percent>',
    "how much of the canvas the subject's box fills",
    'canvas.subjectScale',
    number,
  ),
  choice('--anchor <what>', 'what stands where --position says', 'canvas.anchor', [
    'picture',
    'subject',
  ]),
  flag(
    '--position <x,y>',
    'where it stands on the canvas, in percent',
    'canvas.position',
    position,
  ),
  choice('-f, --format <format>', 'format of the cutouts', 'output.format', [
    'png',
    'webp',
    'jpeg',
    'avif',
    'tiff',
  ]),
  flag('--depth <bits>', '8, or 16 for png and tiff', 'output.depth', number),
  flag('--output-quality <1-100>', 'for webp, jpeg and avif', 'output.quality', number),
  choice(
    '--channels <channels>',
    'rgba, rgb (filled), or alpha (the matte alone)',
    'output.channels',
    ['rgba', 'rgb', 'alpha'],
  ),
  flag('--icc', 'keep the colour profile', 'output.keepIcc'),
  flag('--no-icc', 'leave the colour profile out', 'output.keepIcc'),
  choice('--exif <policy>', 'camera data in the cutout', 'output.exif', [
    'keep',
    'without-location',
    'strip',
  ]),
  flag('--edits <file>', 'brush strokes, a JSON file', 'edits', readJson),
];

export const addRecipeFlags = (command: Command): Command => {
  command
    .option('--recipe <file>', 'take the recipe from a JSON file; flags win over it')
    .option('--preset <name>', 'start from a preset; recipe file and flags win over it')
    .addOption(
      new Option(
        '--edges <name>',
        'take all about edges from here; single flags win over it',
      ).choices(Object.keys(edgePresets)),
    );
  for (const { option } of flags) command.addOption(option);
  return command;
};

const nested = (path: readonly string[], value: unknown): RecipeDraft =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as RecipeDraft;

function draftFromFlags(command: Command): RecipeDraft {
  let draft: RecipeDraft = {};
  for (const { option, path } of flags) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const value = command.getOptionValue(name) as unknown;
    // `--icc` and `--no-icc` share one value; either entry sets the same field.
    draft = mergeRecipe(draft, nested(path, value));
  }
  // A margin or a ratio says on its own that the picture is to be cropped.
  const crop = draft['crop'];
  if (isRecord(crop) && crop['type'] === undefined) {
    draft = { ...draft, crop: { type: 'subject', ...crop } };
  }
  return draft;
}

/** Paths in a recipe file are meant from the file's own folder. */
function withAbsolutePaths(recipe: RecipeDraft, folder: string): RecipeDraft {
  const behind = recipe['background'];
  if (!isRecord(behind) || typeof behind['path'] !== 'string') return recipe;
  return { ...recipe, background: { ...behind, path: path.resolve(folder, behind['path']) } };
}

/**
 * The recipe that a command line asks for: defaults, then the preset, then the recipe file, then
 * named edges, then flags. Paths in it are absolute: a flag's is meant from the current directory, a recipe file's
 * from the file's own folder.
 * @param format what the output's file name says, if it says one; a flag wins over it
 * @throws OffcutError `preset-unknown`, `recipe-unreadable`, `recipe-invalid`
 */
export function recipeFromFlags(command: Command, format: string | undefined): Recipe {
  const {
    preset,
    recipe: file,
    edges,
  } = command.opts<{ preset?: string; recipe?: string; edges?: EdgePresetName }>();
  let draft: RecipeDraft = preset === undefined ? {} : findPreset(preset);
  if (file !== undefined) {
    const read = readJson(file);
    if (!isRecord(read)) {
      throw new OffcutError('recipe-invalid', { reason: 'the file does not hold an object' });
    }
    draft = mergeRecipe(draft, withAbsolutePaths(read, path.dirname(path.resolve(file))));
  }
  if (edges !== undefined) draft = mergeRecipe(draft, { refine: edgePresets[edges] });
  if (format !== undefined) draft = mergeRecipe(draft, { output: { format } });
  return parseRecipe(mergeRecipe(draft, draftFromFlags(command)));
}
