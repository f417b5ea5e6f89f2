import type { Size } from '../../src/shared/cutout.ts';

/** Builds Windows and OS/2 bitmaps by hand, so that a test knows every byte. */
export interface BitmapParts extends Size {
  readonly bits: number;
  /** The rows as the file has them, from the lower one unless `height` is negative. */
  readonly pixels: Buffer;
  /** 12 is OS/2 1.x; 124 is version 5. */
  readonly infoBytes?: number;
  readonly compression?: number;
  /** R G B of each colour. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** What the header says of their number; 0 lets it follow from `bits`. */
  readonly colours?: number;
  /** R, G, B and, with four, alpha. */
  readonly masks?: readonly number[];
  readonly perMetre?: number;
  readonly icc?: Buffer;
  /** Moves what the header says of the pixels' place. */
  readonly pixelsMoved?: number;
}

export function bitmap(parts: BitmapParts): Buffer {
  const { width, height, bits, pixels, infoBytes = 40, masks = [], palette = [], icc } = parts;
  const info = Buffer.alloc(infoBytes);
  info.writeUInt32LE(infoBytes, 0);
  if (infoBytes === 12) {
    info.writeUInt16LE(width, 4);
    info.writeUInt16LE(height, 6);
    info.writeUInt16LE(1, 8);
    info.writeUInt16LE(bits, 10);
  } else {
    info.writeInt32LE(width, 4);
    info.writeInt32LE(height, 8);
    info.writeUInt16LE(1, 12);
    info.writeUInt16LE(bits, 14);
  }
  if (infoBytes >= 40) {
    info.writeUInt32LE(parts.compression ?? 0, 16);
    info.writeInt32LE(parts.perMetre ?? 0, 24);
    info.writeUInt32LE(parts.colours ?? 0, 32);
  }
  const maskBytes = Buffer.alloc(masks.length * 4);
  masks.forEach((mask, i) => maskBytes.writeUInt32LE(mask, i * 4));
  const masksInside = infoBytes >= 52;
  if (masksInside) maskBytes.copy(info, 40, 0, infoBytes === 52 ? 12 : 16);
  const colours = palette.map(([r, g, b]) =>
    Buffer.from(infoBytes === 12 ? [b, g, r] : [b, g, r, 0]),
  );
  const behind = Buffer.concat([...(masksInside ? [] : [maskBytes]), ...colours]);
  const pixelsAt = 14 + infoBytes + behind.length;
  if (icc !== undefined) {
    info.write('DEBM', 56, 'latin1');
    info.writeUInt32LE(pixelsAt - 14 + pixels.length, 112);
    info.writeUInt32LE(icc.length, 116);
  }
  const head = Buffer.alloc(14);
  head.write('BM', 'latin1');
  head.writeUInt32LE(pixelsAt + pixels.length + (icc?.length ?? 0), 2);
  head.writeUInt32LE(pixelsAt + (parts.pixelsMoved ?? 0), 10);
  return Buffer.concat([head, info, behind, pixels, icc ?? Buffer.alloc(0)]);
}

/** Rows of pixels as a bitmap has them: the lower one first, each padded to 4 bytes. */
export const bitmapRows = (rows: readonly (readonly number[])[]): Buffer =>
  Buffer.concat(
    rows
      .toReversed()
      .map((row) => Buffer.concat([Buffer.from(row), Buffer.alloc((4 - (row.length % 4)) % 4)])),
  );
