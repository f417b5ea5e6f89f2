import type { Size } from '../../../shared/cutout.ts';
import { eachRunOf, findComponents, type Components, type View } from './components.ts';

/** Alpha from which a pixel counts: half. */
const HALF = 128;

/** What is removed as an island, or filled as a hole, which is an island of the complement. */
interface Kind extends View {
  /** Which of the components go: a test for their numbers. */
  readonly goes: (components: Components) => (index: number) => boolean;
}

/** Whose a soft pixel is; the marks of a flood. */
const [NOBODY, GOES, STAYS, REACHED] = [0, 1, 2, 3];

/** The neighbours of `pixel` within the picture. @returns how many of `into` are set */
function neighbours(
  pixel: number,
  { width, height }: Size,
  corners: boolean,
  into: Int32Array,
): number {
  const x = pixel % width;
  const y = (pixel - x) / width;
  let count = 0;
  for (let dy = y > 0 ? -1 : 0; dy <= (y < height - 1 ? 1 : 0); dy++) {
    for (let dx = x > 0 ? -1 : 0; dx <= (x < width - 1 ? 1 : 0); dx++) {
      if (dx === 0 && dy === 0) continue;
      if (!corners && dx !== 0 && dy !== 0) continue;
      into[count++] = pixel + dy * width + dx;
    }
  }
  return count;
}

/**
 * The soft rims of what goes: every soft pixel on whose slope it lies, by flooding from high to low
 * (F. Meyer and S. Beucher, Morphological Segmentation, 1990), so that a rim that runs into the rim
 * of something that stays is parted in the valley between the two.
 * @param marks GOES at the cores that go; changed
 * @returns the soft pixels that go too
 */
function softRims(
  matte: Buffer,
  size: Size,
  { flip, corners }: View,
  cores: readonly (readonly [first: number, behind: number])[],
  marks: Uint8Array,
): readonly number[] {
  const around = new Int32Array(8);
  const valueOf = (pixel: number) => (matte[pixel] as number) ^ flip;
  const reached: number[] = [];
  const seeds: (readonly [pixel: number, mark: number])[] = [];
  /** Reaches the soft neighbours of `pixel`, and notes where cores that stay touch it. */
  const reach = (pixel: number) => {
    const count = neighbours(pixel, size, corners, around);
    let stays = false;
    for (let i = 0; i < count; i++) {
      const next = around[i] as number;
      if (marks[next] !== NOBODY) continue;
      const value = valueOf(next);
      if (value >= HALF) stays = true;
      else if (value > 0) {
        marks[next] = REACHED;
        reached.push(next);
      }
    }
    return stays;
  };
  for (const [first, behind] of cores) {
    for (let pixel = first; pixel < behind; pixel++) reach(pixel);
  }
  const besideCores = reached.length;
  for (let i = 0; i < reached.length; i++) {
    const pixel = reached[i] as number;
    if (reach(pixel)) seeds.push([pixel, STAYS]);
  }
  if (seeds.length === 0) return reached;

  for (const pixel of reached.slice(0, besideCores)) seeds.push([pixel, GOES]);
  const levels = Array.from({ length: HALF }, (): number[] => []);
  for (const [pixel, mark] of seeds) {
    if (marks[pixel] !== REACHED) continue;
    marks[pixel] = mark;
    levels[valueOf(pixel)]?.push(pixel);
  }
  for (let level = HALF - 1; level > 0; level--) {
    const waiting = levels[level] ?? [];
    for (let i = 0; i < waiting.length; i++) {
      const pixel = waiting[i] as number;
      const count = neighbours(pixel, size, corners, around);
      for (let k = 0; k < count; k++) {
        const next = around[k] as number;
        if (marks[next] !== REACHED) continue;
        marks[next] = marks[pixel] as number;
        levels[Math.min(level, valueOf(next))]?.push(next);
      }
    }
  }
  return reached.filter((pixel) => marks[pixel] === GOES);
}

const chosenOf = ({ areas }: Components, goes: (index: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: areas.length }, (_, index) => Number(goes(index)));

/** Takes components of half and more with their soft rims, then spots that are soft throughout. */
function take(matte: Buffer, size: Size, kind: Kind): void {
  const cores = findComponents(matte, size, HALF, kind);
  const gone = chosenOf(cores, kind.goes(cores));
  if (gone.includes(1)) {
    const marks = new Uint8Array(matte.length);
    const runs: (readonly [number, number])[] = [];
    eachRunOf(cores, size, gone, (first, behind) => {
      runs.push([first, behind]);
      marks.fill(GOES, first, behind);
    });
    const rims = softRims(matte, size, kind, runs, marks);
    for (const [first, behind] of runs) matte.fill(kind.flip, first, behind);
    for (const pixel of rims) matte[pixel] = kind.flip;
  }
  const spots = findComponents(matte, size, 1, kind);
  const goes = kind.goes(spots);
  const faint = chosenOf(spots, (index) => (spots.peaks[index] as number) < HALF && goes(index));
  eachRunOf(spots, size, faint, (first, behind) => matte.fill(kind.flip, first, behind));
}

/**
 * Removes islands smaller than `smallest` px, in place: what hangs together (over corners, too) of
 * the pixels with an alpha of at least half. Their soft rims go with them; so do spots of fewer px
 * that are soft throughout. The largest island stays, whatever its size.
 * @param matte `width * height` bytes
 */
export function removeIslands(matte: Buffer, size: Size, smallest: number): void {
  take(matte, size, {
    flip: 0,
    corners: true,
    goes: ({ areas, peaks }) => {
      let largest = -1;
      for (const [index, area] of areas.entries()) {
        if ((peaks[index] as number) < HALF) continue;
        if (largest < 0 || area > (areas[largest] as number)) largest = index;
      }
      return (index) => (areas[index] as number) < smallest && index !== largest;
    },
  });
}

/**
 * Fills holes of up to `most` px, in place: what hangs together (not over corners) of the pixels
 * with an alpha below half and does not touch the picture's border. Their soft rims are filled with
 * them; so are dents of at most as many px that are nowhere below half.
 * @param matte `width * height` bytes
 */
export function fillHoles(matte: Buffer, size: Size, most: number): void {
  take(matte, size, {
    flip: 255,
    corners: false,
    goes: ({ areas, atBorder }) => {
      return (index) => (areas[index] as number) <= most && atBorder[index] === 0;
    },
  });
}
