/** The largest prime below 2 ^ 16 (RFC 1950, section 9). */
const BASE = 65_521;
/** So many bytes, in whole words, keep both sums under 2 ^ 31, where integers are quick. */
const BLOCK = 3_800;

/**
 * The checksum at the end of a zlib stream, which Node has no function for (RFC 1950, section 8.2).
 * Rows of differences hold many zeros, so words of zeros are passed over.
 * @param bytes start at a multiple of four in their buffer
 * @param sum of the bytes before these; 1 when there are none
 * @returns an unsigned integer of 32 bits
 */
export function adler32(bytes: Uint8Array, sum = 1): number {
  const { buffer, byteOffset, length } = bytes;
  const words = new Uint32Array(buffer, byteOffset, length >>> 2);
  let low = sum & 0xffff;
  let high = sum >>> 16;
  for (let start = 0; start < words.length; start += BLOCK / 4) {
    const end = Math.min(words.length, start + BLOCK / 4);
    for (let i = start; i < end; i++) {
      const word = words[i] as number;
      if (word === 0) {
        high += 4 * low;
        continue;
      }
      low += word & 0xff;
      high += low;
      low += (word >>> 8) & 0xff;
      high += low;
      low += (word >>> 16) & 0xff;
      high += low;
      low += word >>> 24;
      high += low;
    }
    low %= BASE;
    high %= BASE;
  }
  for (let i = words.length * 4; i < length; i++) {
    low += bytes[i] as number;
    high += low;
  }
  return (((high % BASE) << 16) | (low % BASE)) >>> 0;
}
