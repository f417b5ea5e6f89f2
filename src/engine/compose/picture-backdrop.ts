import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Size } from '../../shared/cutout.ts';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import {
  decode,
  isOpaque,
  readHeader,
  type DecodeOptions,
  type PictureHeader,
} from '../codec/decode.ts';
import { sharp } from '../codec/image-library.ts';
import type { Backdrop } from './background.ts';
import { copyRows } from './place.ts';

type PictureBackground = Extract<Recipe['background'], { readonly type: 'image' }>;

/** A background picture whose header was read and found good. */
export interface OpenedBackground {
  readonly background: PictureBackground;
  readonly header: PictureHeader;
  /** What tells this state of the file from another: when it was written, in ms, and its bytes. */
  readonly mtimeMs: number;
  readonly bytes: number;
}

/** `problem` is the code that the picture would be refused with as a source. */
function unreadable(path: string, cause: unknown): OffcutError {
  const known = cause instanceof OffcutError;
  const reason = known ? cause.message : reasonOf(cause);
  const problem = known ? cause.code : 'input-unreadable';
  return new OffcutError('background-unreadable', { path, problem, reason }, { cause });
}

/** Where a picture lies on a canvas, in px: its scaled size, and how far in its corner stands. */
interface Placing extends Size {
  readonly left: number;
  readonly top: number;
}

function placingOf({ fit, position }: PictureBackground, picture: Size, canvas: Size): Placing {
  const across = canvas.width / picture.width;
  const down = canvas.height / picture.height;
  const scale = fit === 'cover' ? Math.max(across, down) : Math.min(across, down);
  const width = fit === 'fill' ? canvas.width : Math.max(1, Math.round(picture.width * scale));
  const height = fit === 'fill' ? canvas.height : Math.max(1, Math.round(picture.height * scale));
  return {
    width,
    height,
    left: Math.round(((canvas.width - width) * position.x) / 100),
    top: Math.round(((canvas.height - height) * position.y) / 100),
  };
}

/** The part of the scaled picture that the canvas shows. */
function visible({ width, height, left, top }: Placing, canvas: Size) {
  return {
    left: Math.max(0, -left),
    top: Math.max(0, -top),
    width: Math.min(width, canvas.width),
    height: Math.min(height, canvas.height),
  };
}

/**
 * sRGB pixels in the colours of an RGB profile. A profile that makes no sense changes nothing, and
 * whoever shows the cutout cannot follow it either.
 * @param rgba R G B A, in sRGB
 */
async function intoProfile(rgba: Buffer, { width, height }: Size, icc: Buffer): Promise<Buffer> {
  // The library takes profiles from files only.
  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-'));
  try {
    const file = path.join(folder, 'profile.icc');
    await writeFile(file, icc);
    return await sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
      .withIccProfile(file, { attach: false })
      .raw()
      .toBuffer();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function layOut(
  { background, header }: OpenedBackground,
  canvas: Size,
  icc: Buffer | undefined,
): Promise<Backdrop> {
  const picture = await decode(header, 'srgb');
  const { left, top, width, height } = placingOf(background, picture, canvas);
  const seen = visible({ left, top, width, height }, canvas);
  const shown = await sharp(picture.rgba, {
    raw: { width: picture.width, height: picture.height, channels: 4 },
    limitInputPixels: false, // they are decoded pixels of ours, whose number was checked before
  })
    .resize(width, height, { fit: 'fill' })
    .extract(seen)
    .raw()
    .toBuffer();
  const part = { width: seen.width, height: seen.height };
  const rgba = icc === undefined ? shown : await intoProfile(shown, part, icc);
  if (part.width === canvas.width && part.height === canvas.height) {
    return { ...canvas, rgba, opaque: picture.opaque || isOpaque(rgba) };
  }
  const whole = { ...canvas, rgba: Buffer.alloc(canvas.width * canvas.height * 4) };
  copyRows({ ...part, rgba }, whole, Math.max(0, left), Math.max(0, top));
  return { ...whole, opaque: false };
}

/**
 * Pictures that lie behind subjects. Of the pictures of a batch most want the same one at the same
 * size, so the last is kept, ready to be laid under: one canvas of pixels, no more.
 */
export class BackgroundPictures {
  #last: { readonly key: string; readonly backdrop: Promise<Backdrop> } | undefined;
  #decoded = 0;

  /** How many times a picture was decoded and laid out. */
  get decoded(): number {
    return this.#decoded;
  }

  /**
   * Reads the header of the recipe's background picture; undefined where the recipe has none.
   * @throws OffcutError `background-unreadable`
   */
  async open(
    { background, output }: Recipe,
    options: Omit<DecodeOptions, 'name'>,
  ): Promise<OpenedBackground | undefined> {
    if (background.type !== 'image' || output.channels === 'alpha') return undefined;
    const file = background.path;
    try {
      const header = await readHeader(file, { name: path.basename(file), ...options });
      const { mtimeMs, size } = await stat(file);
      return { background, header, mtimeMs, bytes: size };
    } catch (error) {
      throw unreadable(file, error);
    }
  }

  /**
   * The background picture on a canvas: upright, its own transparency kept, transparent where
   * `contain` leaves bars. It is read as sRGB, by its own profile; colours beyond sRGB are clipped.
   * @param icc the RGB profile that the cutout carries, which the picture is then converted into;
   *   undefined leaves it in sRGB
   * @returns shared with later callers: never to be written to
   * @throws OffcutError `background-unreadable`
   */
  async layOut(opened: OpenedBackground, canvas: Size, icc: Buffer | undefined): Promise<Backdrop> {
    const { background, header, mtimeMs, bytes } = opened;
    const key = JSON.stringify([
      background,
      header.options.lenient,
      mtimeMs,
      bytes,
      canvas.width,
      canvas.height,
      icc?.toString('base64'),
    ]);
    if (this.#last?.key !== key) {
      // Let go of the old one first: both at once would take twice the memory.
      this.#last = undefined;
      this.#decoded++;
      const backdrop = layOut(opened, canvas, icc);
      this.#last = { key, backdrop };
    }
    const { backdrop } = this.#last;
    try {
      return await backdrop;
    } catch (error) {
      this.#forget(backdrop);
      throw unreadable(background.path, error);
    }
  }

  /** Unless another has taken its place. */
  #forget(backdrop: Promise<Backdrop>): void {
    if (this.#last?.backdrop === backdrop) this.#last = undefined;
  }
}
