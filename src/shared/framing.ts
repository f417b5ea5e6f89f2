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
  const longer = Math.max(subject.width, subject.height);
  const isEach = crop.percentOf === 'each-side';
  const [across, down] = isEach ? [subject.width, subject.height] : [longer, longer];
  const [top, bottom] = [toPixels(margin.top, down), toPixels(margin.bottom, down)];
  const [left, right] = [toPixels(margin.left, across), toPixels(margin.right, across)];
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

/**
 * The largest size of the region's shape that has no more than so many px. Its sides are rounded
 * down, as rounding up could exceed that; a region that has no more keeps its size.
 */
function sizeWithin(pixels: number, { width, height }: Size): Size {
  const whole = { width: atLeastOne(width), height: atLeastOne(height) };
  if (whole.width * whole.height <= pixels) return whole;
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  const across = Math.max(1, Math.floor(width * scale));
  const down = Math.max(1, Math.floor(height * scale));
  // Where one side is a single px because it cannot be less, the other one makes up for it.
  const fitting = Math.max(1, Math.min(across, Math.floor(pixels / down)));
  return { width: fitting, height: Math.min(down, Math.floor(pixels / fitting)) };
}

type CanvasSize = Recipe['canvas']['size'];
type LimitingSize = Extract<CanvasSize, string | { readonly megapixels: number }>;

/** Whether a size only limits what the picture has, whose shape it leaves. */
const isLimit = (size: CanvasSize): size is LimitingSize =>
  typeof size === 'string' || 'megapixels' in size;

/** The canvas in px. */
function canvasSize({ size, fit }: Recipe['canvas'], region: Size): Size {
  const { width, height } = region;
  if (size === 'full') return { width: atLeastOne(width), height: atLeastOne(height) };
  if (typeof size === 'string') {
    // A preset is an upper bound: a smaller picture is not blown up.
    const scale = Math.min(1, sizePresets[size] / Math.max(width, height));
    return { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
  }
  if ('megapixels' in size) return sizeWithin(size.megapixels * 1e6, region);
  const { width: across, height: down } = size;
  if (across !== undefined && down !== undefined) return { width: across, height: down };
  // Where one side follows from the other, enlarging would show in the size alone.
  const most = fit === 'scale-down' ? 1 : Infinity;
  const scale = Math.min(most, (across ?? Infinity) / width, (down ?? Infinity) / height);
  return { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
}

/** The part of the picture that an exact canvas of this size shows. */
function regionFor(size: Size, cropped: Box, { fit, position }: Recipe['canvas']): Box {
  const x = position.x / 100;
  const y = position.y / 100;
  const ratio = size.width / size.height;
  const isWithin = cropped.width <= size.width && cropped.height <= size.height;
  if (fit === 'scale-down' && isWithin) {
    return {
      x: cropped.x - (size.width - cropped.width) * x,
      y: cropped.y - (size.height - cropped.height) * y,
      ...size,
    };
  }
  return (fit === 'cover' ? shrinkToRatio : growToRatio)(cropped, ratio, x, y);
}

const between = (value: number, least: number, most: number) =>
  Math.min(Math.max(value, least), most);

/**
 * A region of the same size in which the subject's box stands where `position` says; what covers
 * the canvas goes on doing so.
 */
function movedToSubject(region: Box, subject: Box, cropped: Box, recipe: Recipe['canvas']): Box {
  const { position, fit, size } = recipe;
  const x = subject.x - (region.width - subject.width) * (position.x / 100);
  const y = subject.y - (region.height - subject.height) * (position.y / 100);
  if (fit !== 'cover' || isLimit(size)) return { ...region, x, y };
  return {
    ...region,
    x: between(x, cropped.x, cropped.x + cropped.width - region.width),
    y: between(y, cropped.y, cropped.y + cropped.height - region.height),
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
  const size = canvasSize(canvas, cropped);

  if (canvas.subjectScale !== null) {
    const ratio = size.width / size.height;
    return { region: rounded(regionForScale(subject, ratio, canvas.subjectScale, x, y)), size };
  }
  const region = isLimit(canvas.size) ? cropped : regionFor(size, cropped, canvas);
  if (canvas.anchor === 'picture') return { region: rounded(region), size };
  return { region: rounded(movedToSubject(region, subject, cropped, canvas)), size };
}
