import type { PixelsOf } from '../../compose/place.ts';
import type { Samples } from '../../compose/samples.ts';

/** Rows of packed samples, as they stand in a PNG before they are filtered. */
export interface Rows {
  readonly height: number;
  readonly rowBytes: number;
  /**
   * Row `y` in words of four bytes, the last of which may be filled up with anything. It is valid
   * until the next but one is asked for.
   */
  readonly row: (y: number) => Uint32Array;
}

/** Offsets within R G B A that are kept. */
const kept = { rgba: [0, 1, 2, 3], rgb: [0, 1, 2], alpha: [3] } as const;

/** The rows of R G B A pixels as a PNG of so many channels has them; 16 bits, high byte first. */
export function packedRows(
  { width, height, rgba }: PixelsOf<Samples>,
  channels: 'rgba' | 'rgb' | 'alpha',
): Rows {
  const deep = rgba instanceof Uint16Array;
  if (channels === 'rgba' && !deep) {
    // Node may place small buffers anywhere; words must start at multiples of four.
    const { buffer, byteOffset } = rgba.byteOffset % 4 === 0 ? rgba : Uint8Array.from(rgba);
    const words = new Uint32Array(buffer, byteOffset, width * height);
    return { height, rowBytes: width * 4, row: (y) => words.subarray(y * width, (y + 1) * width) };
  }
  const offsets = kept[channels];
  const rowBytes = width * offsets.length * (deep ? 2 : 1);
  const pair = [0, 1].map(() => new Uint32Array(Math.ceil(rowBytes / 4))) as [
    Uint32Array,
    Uint32Array,
  ];
  const row = (y: number) => {
    const words = pair[y % 2 === 0 ? 0 : 1];
    const bytes = new Uint8Array(words.buffer);
    let to = 0;
    for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
      for (const offset of offsets) {
        const sample = rgba[at + offset] as number;
        if (deep) bytes[to++] = sample >>> 8;
        bytes[to++] = sample;
      }
    }
    return words;
  };
  return { height, rowBytes, row };
}

/** The filters of PNG (9.2) that are used, by their type byte. */
export const filters = { none: 0, up: 2 } as const;
export type Filter = (typeof filters)[keyof typeof filters];

/**
 * Rows from `first` to before `end`, each behind the byte that names its filter: what is deflated.
 *
 * "Up" is the difference to the pixel above, byte by byte. Four bytes are subtracted at once: with
 * the top bits set aside no borrow leaves its byte, and they are mended by an exclusive or. The
 * filter's bytes push rows off the borders of words, so words are shifted into place as they come.
 * Both count on little-endian words, as every system that Offcut runs on has them.
 * @param into room for `(end - first) * (rowBytes + 1)` bytes and three more
 * @returns the part of `into` that was filled
 */
export function filterRows(
  { rowBytes, row }: Rows,
  first: number,
  end: number,
  filter: Filter,
  into: Uint32Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const whole = rowBytes >>> 2;
  const rest = rowBytes & 3;
  const zeros = new Uint32Array(whole + 1);
  let above = filter === filters.none || first === 0 ? zeros : row(first - 1);
  let at = 0;
  let pending = 0; // bytes that do not fill a word yet
  let shift = 0; // how many bits they are
  for (let y = first; y < end; y++) {
    const current = row(y);
    const before = filter === filters.none ? zeros : above;
    pending |= filter << shift;
    shift += 8;
    if (shift === 32) {
      into[at++] = pending;
      pending = shift = 0;
    }
    if (shift === 0) {
      for (let i = 0; i < whole; i++) {
        const a = current[i] as number;
        const b = before[i] as number;
        into[at++] = ((a | 0x80808080) - (b & 0x7f7f7f7f)) ^ ((a ^ ~b) & 0x80808080);
      }
    } else {
      const back = 32 - shift;
      for (let i = 0; i < whole; i++) {
        const a = current[i] as number;
        const b = before[i] as number;
        const word = ((a | 0x80808080) - (b & 0x7f7f7f7f)) ^ ((a ^ ~b) & 0x80808080);
        into[at++] = pending | (word << shift);
        pending = word >>> back;
      }
    }
    for (let byte = 0; byte < rest; byte++) {
      const a = ((current[whole] as number) >>> (8 * byte)) & 0xff;
      const b = ((before[whole] as number) >>> (8 * byte)) & 0xff;
      pending |= ((a - b) & 0xff) << shift;
      shift += 8;
      if (shift === 32) {
        into[at++] = pending;
        pending = shift = 0;
      }
    }
    above = current;
  }
  if (shift > 0) into[at] = pending;
  return new Uint8Array(into.buffer, into.byteOffset, (end - first) * (rowBytes + 1));
}
