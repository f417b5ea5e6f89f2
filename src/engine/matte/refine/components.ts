import type { Size } from '../../../shared/cutout.ts';

/**
 * The connected components of a matte, as runs of its rows joined by union-find: one pass over the
 * bytes, and from there on only work for each run, of which a matte has few.
 */
export interface Components {
  /** The runs of row `y` are `firstRun[y]` to `firstRun[y + 1]`. */
  readonly firstRun: Int32Array;
  /** For each run, its first column and the one behind its last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** For each run, which component it belongs to. */
  readonly component: Int32Array;
  /** For each component, its area in px. */
  readonly areas: Float64Array;
  /** For each component, its largest value. */
  readonly peaks: Uint8Array;
  /** For each component, 1 where it touches the picture's border. */
  readonly atBorder: Uint8Array;
}

/** How a matte is looked at. */
export interface View {
  /** 0, or 255 to look at the matte's complement: both are `byte ^ flip`. */
  readonly flip: 0 | 255;
  /** Whether pixels that meet at a corner only hang together. */
  readonly corners: boolean;
}

/** Numbers that grow in number. */
class Column {
  values = new Int32Array(4096);

  set(index: number, value: number): void {
    if (index >= this.values.length) {
      const larger = new Int32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[index] = value;
  }
}

function rootOf(parents: Int32Array, run: number): number {
  let at = run;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at] as number] as number;
    at = parents[at] as number;
  }
  return at;
}

/** Joins the runs of one row with those of the row above that they touch. */
function join(
  { values: from }: Column,
  { values: to }: Column,
  { values: parents }: Column,
  above: number,
  start: number,
  end: number,
  touch: number,
): void {
  let [upper, lower] = [above, start];
  while (upper < start && lower < end) {
    const meet =
      (from[upper] as number) < (to[lower] as number) + touch &&
      (from[lower] as number) < (to[upper] as number) + touch;
    if (meet) {
      const [a, b] = [rootOf(parents, upper), rootOf(parents, lower)];
      if (a < b) parents[b] = a;
      else parents[a] = b;
    }
    if ((to[upper] as number) < (to[lower] as number)) upper++;
    else lower++;
  }
}

/**
 * Finds what hangs together of the pixels whose (flipped) alpha is at least `least`.
 * @param matte `width * height` bytes
 * @param least 1-255
 */
export function findComponents(
  matte: Buffer,
  { width, height }: Size,
  least: number,
  { flip, corners }: View,
): Components {
  const [from, to, parents, tops] = [new Column(), new Column(), new Column(), new Column()];
  const firstRun = new Int32Array(height + 1);
  let [runs, above] = [0, 0];
  for (let y = 0; y < height; y++) {
    const start = runs;
    const left = y * width;
    const end = left + width;
    firstRun[y] = start;
    let at = left;
    while (at < end) {
      while (at < end && ((matte[at] as number) ^ flip) < least) at++;
      if (at === end) break;
      from.set(runs, at - left);
      let top = 0;
      for (let value = 0; at < end; at++) {
        value = (matte[at] as number) ^ flip;
        if (value < least) break;
        if (value > top) top = value;
      }
      to.set(runs, at - left);
      tops.set(runs, top);
      parents.set(runs, runs);
      runs++;
    }
    join(from, to, parents, above, start, runs, corners ? 1 : 0);
    above = start;
  }
  firstRun[height] = runs;

  const component = new Int32Array(runs);
  let count = 0;
  // A root is the first run of its component, so it has its number before the others ask for it.
  for (let run = 0; run < runs; run++) {
    const root = rootOf(parents.values, run);
    component[run] = root === run ? count++ : (component[root] as number);
  }
  const areas = new Float64Array(count);
  const peaks = new Uint8Array(count);
  const atBorder = new Uint8Array(count);
  for (let y = 0; y < height; y++) {
    for (let run = firstRun[y] as number; run < (firstRun[y + 1] as number); run++) {
      const which = component[run] as number;
      const [left, right] = [from.values[run] as number, to.values[run] as number];
      areas[which] = (areas[which] as number) + right - left;
      peaks[which] = Math.max(peaks[which] as number, tops.values[run] as number);
      if (y === 0 || y === height - 1 || left === 0 || right === width) atBorder[which] = 1;
    }
  }
  return { firstRun, from: from.values, to: to.values, component, areas, peaks, atBorder };
}

/** Calls `work` with the first pixel of each run of the chosen components, and the one behind. */
export function eachRunOf(
  { firstRun, from, to, component }: Components,
  { width }: Size,
  chosen: Uint8Array,
  work: (first: number, behind: number) => void,
): void {
  for (let y = 0; y + 1 < firstRun.length; y++) {
    for (let run = firstRun[y] as number; run < (firstRun[y + 1] as number); run++) {
      if (chosen[component[run] as number] === 0) continue;
      work(y * width + (from[run] as number), y * width + (to[run] as number));
    }
  }
}
