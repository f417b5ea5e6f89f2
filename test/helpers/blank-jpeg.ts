import { u16be, u8 } from './bytes.ts';

/**
 * JPEG by hand: ITU-T T.81, annex B (segments) and annex G (progressive scans). Every blank picture
 * has Huffman tables of one code, `0`, so that zeros are valid data of any length.
 */

export const SOI = u8(0xff, 0xd8);
export const EOI = u8(0xff, 0xd9);
export const markers = {
  sof0: 0xc0,
  sof2: 0xc2,
  dht: 0xc4,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
  com: 0xfe,
};

export const segment = (marker: number, payload: Buffer): Buffer =>
  Buffer.concat([u8(0xff, marker), u16be(payload.length + 2), payload]);

const quantisation = segment(markers.dqt, Buffer.concat([u8(0), Buffer.alloc(64, 1)]));
/** A table whose one code stands for `symbol`; `kind` is 0 for DC and 1 for AC. */
const oneCode = (kind: 0 | 1, symbol: number): Buffer =>
  segment(markers.dht, Buffer.concat([u8(kind << 4, 1), Buffer.alloc(15), u8(symbol)]));
const frameHeader = (marker: number, width: number, height: number, precision = 8): Buffer =>
  segment(marker, Buffer.concat([u8(precision), u16be(height, width), u8(1, 1, 0x11, 0)]));
export const scanHeader = (from: number, to: number, high: number, low: number): Buffer =>
  segment(markers.sos, u8(1, 1, 0, from, to, (high << 4) | low));
export const blocksOf = (width: number, height: number) =>
  Math.ceil(width / 8) * Math.ceil(height / 8);
export const zeros = (bits: number): Buffer => Buffer.alloc(Math.ceil(bits / 8));

const tables = Buffer.concat([quantisation, oneCode(0, 0), oneCode(1, 0)]);

/** A grey picture of one baseline scan: two bits a block. */
export const blankJpeg = (width: number, height: number): Buffer =>
  Buffer.concat([
    SOI,
    tables,
    frameHeader(markers.sof0, width, height),
    scanHeader(0, 63, 0, 0),
    zeros(2 * blocksOf(width, height)),
    EOI,
  ]);

/**
 * A grey progressive picture of so many scans, all of which are valid: each coefficient is sent
 * bit by bit, every scan of it a run of 16384 empty blocks (symbol E0) for each 15 bits.
 */
export function manyScansJpeg(width: number, height: number, scans: number): Buffer {
  const blocks = blocksOf(width, height);
  const refinements = Array.from({ length: scans - 1 }, (_, i) => {
    const [coefficient, bit] = [1 + Math.floor(i / 14), i % 14];
    const header = scanHeader(coefficient, coefficient, bit === 0 ? 0 : 14 - bit, 13 - bit);
    return Buffer.concat([header, zeros(15 * Math.ceil(blocks / 16_384))]);
  });
  return Buffer.concat([
    SOI,
    quantisation,
    oneCode(0, 0),
    oneCode(1, 0xe0),
    frameHeader(markers.sof2, width, height),
    scanHeader(0, 0, 0, 0),
    zeros(blocks),
    ...refinements,
    EOI,
  ]);
}
