/** A seeded generator of 32-bit integers (xorshift32): the same pictures on every machine. */
export function xorshift32(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Of the brightness, in levels of 8 bits at most; the colour's is half of it. */
const AMPLITUDE = 10;

/**
 * Lays a camera's noise over enlarged pixels, in place, without which a JPEG of them would be a
 * tenth of a photo's size and as much quicker to decode.
 * @param rgb interleaved R G B
 */
export function addNoise(rgb: Buffer, seed: number): void {
  const random = xorshift32(seed);
  const pixels = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.length);
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const bits = random();
    const brightness = ((bits & 255) + ((bits >>> 8) & 255) - 255) * (AMPLITUDE / 255);
    const red = (((bits >>> 16) & 255) - 127.5) * (AMPLITUDE / 2 / 127.5);
    const blue = ((bits >>> 24) - 127.5) * (AMPLITUDE / 2 / 127.5);
    pixels[at] = (pixels[at] ?? 0) + brightness + red;
    pixels[at + 1] = (pixels[at + 1] ?? 0) + brightness;
    pixels[at + 2] = (pixels[at + 2] ?? 0) + brightness + blue;
  }
}
