import type { Size } from '../../src/shared/cutout.ts';

/** Builds TIFF files by hand: uncompressed R G B, one strip a picture. */
export interface TiffPart extends Size {
  /** The colour of the whole picture. */
  readonly colour: readonly [number, number, number];
  /** 1 a smaller copy, 2 a page of several, 4 a mask. */
  readonly subfileType?: number;
  /** 2 is RGB. */
  readonly photometric?: number;
  /** Directories that the tag SubIFDs leads to. */
  readonly below?: readonly TiffPart[];
  readonly dngVersion?: boolean;
}

export type TiffKind = 'II' | 'MM' | 'II big' | 'MM big';

export function tiff(kind: TiffKind, parts: readonly TiffPart[]): Buffer {
  const little = kind.startsWith('II');
  const big = kind.endsWith('big');
  const number = (value: number, bytes: 2 | 4 | 8) => {
    const buffer = Buffer.alloc(bytes);
    if (bytes === 8 && little) buffer.writeBigUInt64LE(BigInt(value));
    else if (bytes === 8) buffer.writeBigUInt64BE(BigInt(value));
    else if (little) buffer.writeUIntLE(value, 0, bytes);
    else buffer.writeUIntBE(value, 0, bytes);
    return buffer;
  };
  const offsetBytes = big ? 8 : 4;
  const chunks: Buffer[] = [];
  let length = 0;
  const add = (bytes: Buffer) => {
    const at = length;
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    chunks.push(padded);
    length += padded.length;
    return at;
  };
  add(
    big
      ? Buffer.concat([Buffer.from(kind.slice(0, 2)), number(43, 2), number(8, 2), number(0, 2)])
      : Buffer.concat([Buffer.from(kind), number(42, 2)]),
  );
  const headAt = add(number(0, offsetBytes));
  const link = (chunk: number, at: number) => {
    chunks[chunk] = number(at, offsetBytes);
  };

  /** Adds a directory; gives its place and the chunk with its link to the next. */
  const addDirectory = (part: TiffPart): { at: number; linkChunk: number } => {
    const below = (part.below ?? []).map((child) => addDirectory(child).at);
    const { width, height, colour } = part;
    const pixels = add(Buffer.from(Array.from({ length: width * height }, () => colour).flat()));
    const values = (list: readonly number[], bytes: 2 | 4 | 8) =>
      Buffer.concat(list.map((value) => number(value, bytes)));
    const entries: (readonly [tag: number, type: number, bytes: 2 | 4 | 8, list: number[]])[] = [
      [254, 4, 4, [part.subfileType ?? 0]],
      [256, 3, 2, [width]],
      [257, 3, 2, [height]],
      [258, 3, 2, [8, 8, 8]],
      [259, 3, 2, [1]],
      [262, 3, 2, [part.photometric ?? 2]],
      [273, 4, 4, [pixels]],
      [277, 3, 2, [3]],
      [278, 3, 2, [height]],
      [279, 4, 4, [width * height * 3]],
    ];
    if (below.length > 0) entries.push([330, big ? 18 : 4, big ? 8 : 4, below]);
    if (part.dngVersion) entries.push([50_706, 4, 4, [1]]);
    const fields = entries.map(([tag, type, bytes, list]) => {
      const value = values(list, bytes);
      const field =
        value.length <= offsetBytes
          ? Buffer.concat([value, Buffer.alloc(offsetBytes - value.length)])
          : number(add(value), offsetBytes);
      return Buffer.concat([
        number(tag, 2),
        number(type, 2),
        number(list.length, offsetBytes),
        field,
      ]);
    });
    const at = add(Buffer.concat([number(fields.length, big ? 8 : 2), ...fields]));
    add(number(0, offsetBytes));
    return { at, linkChunk: chunks.length - 1 };
  };

  let previous = headAt === 0 ? 0 : 1;
  for (const part of parts) {
    const { at, linkChunk } = addDirectory(part);
    link(previous, at);
    previous = linkChunk;
  }
  return Buffer.concat(chunks);
}
