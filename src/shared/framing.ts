import type { Box, Size } from './cutout.ts';
import { parseMargin, toPixels } from './length.ts';
import { sizePresets, type Recipe } from './recipe.ts';

/**
 * Where the source stands in the cutout: `region`, in source px, may reach beyond the source's
 * edges (empty there) and is scaled to fill `size` exactly.
 */
export interface Framing {
  readonly region: Box;
  readonly size: Size;
}

const atLeastOne = (value: number) => Math.max(1, Math.round(value));

/** Grows a box to width / height = `ratio`, sharing out the growth by `x` and `y` (0-1). */
function growToRatio(box: Box, ratio: number, x: number, y: number): Box {
  const width = Math.max(box.width, box.height * ratio);
  const height = Math.max(box.height, box.width / ratio);
  return {
    x: box.x - (width - box.width) * x,
    y: box.y - (height - box.height) * y,
    width,
    height,
  };
}

/** Cuts a box down to width / height = `ratio`; `x` and `y` (0-1) say which part stays. */
function shrinkToRatio(box: Box, ratio: number, x: number, y: number): Box {
  const width = Math.min(box.width, box.height * ratio);
  const height = Math.min(box.height, box.width / ratio);
  return {
    x: box.x + (box.width - width) * x,
    y: box.y + (box.height - height) * y,
    width,
    height,
  };
}

function cropRegion(crop: Recipe['crop'], source: Size, subject: Box): Box {
  if (crop.type === 'none') return { x: 0, y: 0, ...source };
  const margin = parseMargin(crop.margin);
  if (margin === undefined) throw new Error(`unchecked margin ${crop.margin}`);
  const reference = Math.max(subject.width, subject.height);
  const [top, right, bottom, left] = [margin.top, margin.right, margin.bottom, margin.left].map(
    (length) => toPixels(length, reference),
  ) as [number, number, number, number];
  const box = {
    x: subject.x - left,
    y: subject.y - top,
    width: subject.width + left + right,
    height: subject.height + top + bottom,
  };
  if (crop.aspect === null) return box;
  const [w, h] = crop.aspect.split(':').map(Number) as [number, number];
  return growToRatio(box, w / h, 0.5, 0.5);
}

/** The canvas in px, and whether both its sides were asked for. */
function canvasSize(size: Recipe['canvas']['size'], region: Size): Size {
  const { width, height } = region;
  if (size === 'full') return { width: atLeastOne(width), height: atLeastOne(height) };
  if (typeof size === 'string') {
    // A preset is an upper bound: a smaller picture is not blown up.
    const scale = Math.min(1, sizePresets[size] / Math.max(width, height));
    return { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
  }
  return {
    width: size.width ?? atLeastOne(((size.height ?? height) * width) / height),
    height: size.height ?? atLeastOne(((size.width ?? width) * height) / width),
  };
}

/** The region around the subject that makes its box fill `percent` of a canvas of this ratio. */
function regionForScale(subject: Box, ratio: number, percent: number, x: number, y: number): Box {
  const tight = growToRatio(subject, ratio, 0.5, 0.5);
  const width = tight.width / (percent / 100);
  const height = tight.height / (percent / 100);
  return {
    x: subject.x - (width - subject.width) * x,
    y: subject.y - (height - subject.height) * y,
    width,
    height,
  };
}

function rounded(box: Box): Box {
  const x = Math.round(box.x);
  const y = Math.round(box.y);
  return {
    x,
    y,
    width: Math.max(1, Math.round(box.x + box.width) - x),
    height: Math.max(1, Math.round(box.y + box.height) - y),
  };
}

/**
 * Crop, canvas, subject scale and position of a recipe, as one region and one size. Pure.
 * @param subject the subject's box in source px
 */
export function frame(recipe: Recipe, source: Size, subject: Box): Framing {
  const { canvas } = recipe;
  const x = canvas.position.x / 100;
  const y = canvas.position.y / 100;
  const cropped = cropRegion(recipe.crop, source, subject);
  const size = canvasSize(canvas.size, cropped);
  const ratio = size.width / size.height;

  if (canvas.subjectScale !== null) {
    return { region: rounded(regionForScale(subject, ratio, canvas.subjectScale, x, y)), size };
  }
  if (typeof canvas.size === 'string') return { region: rounded(cropped), size };
  const fit = canvas.fit === 'contain' ? growToRatio : shrinkToRatio;
  return { region: rounded(fit(cropped, ratio, x, y)), size };
}
