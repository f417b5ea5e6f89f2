/** Interleaved samples of 8 or 16 bits; the array says which. */
export type Samples = Buffer | Uint16Array<ArrayBuffer>;

/**
 * What a step of 8 bits is among these samples: 1, or 257 with 16 bits, where 255 becomes 65535.
 * Formulas count in steps of 8 bits and multiply on the way in and out.
 */
export const stepOf = (samples: Samples): 1 | 257 => (samples instanceof Uint16Array ? 257 : 1);

/** Samples of 16 bits out of the bytes that libvips gives them in; nothing is copied. */
export const samples16 = ({ buffer, byteOffset, length }: Buffer<ArrayBuffer>) =>
  new Uint16Array(buffer, byteOffset, length / 2);

/** Bytes as samples of 16 bits. */
export const spread = (bytes: Buffer): Uint16Array<ArrayBuffer> =>
  Uint16Array.from(bytes, (byte) => byte * 257);

const nearestByte = (sample: number) => Math.floor((sample + 128) / 257);

/** Samples of 16 bits as the nearest bytes. */
export function toBytes(samples: Uint16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = nearestByte(samples[i] as number);
  return bytes;
}

/** As many samples again, of the same kind. */
export const samplesLike = <S extends Samples>(samples: S, length: number): S =>
  (samples instanceof Uint16Array ? new Uint16Array(length) : Buffer.alloc(length)) as S;

/**
 * The alphas of 16 bits that go with bytes that may have been refined: where a byte was left alone,
 * all of its 16 bits stay; a step that refining made is one of 8 bits.
 */
export const carryOver = (
  refined: Buffer,
  samples: Uint16Array<ArrayBuffer>,
): Uint16Array<ArrayBuffer> =>
  samples.map((sample, i) => {
    const byte = refined[i] as number;
    return byte === nearestByte(sample) ? sample : byte * 257;
  });

/** One channel of R G B A samples: 0 red, ... 3 alpha. */
export function channelOf<S extends Samples>(rgba: S, channel: 0 | 1 | 2 | 3): S {
  const found = samplesLike(rgba, rgba.length / 4);
  for (let i = 0, at: number = channel; i < found.length; i++, at += 4) {
    found[i] = rgba[at] as number;
  }
  return found;
}
