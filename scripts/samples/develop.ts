import { hash32 } from './random.ts';
import type { Look } from './scene.ts';
import { f32 } from './typed.ts';
import { clamp, smoothstep } from './vec.ts';

/** Averages each row over `radius` pixels either way, in place; three passes make about a Gaussian. */
function blurRows(a: Float32Array, width: number, height: number, radius: number): void {
  const line = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < 3; k++) {
      const at = (x: number): number => (y * width + clamp(x, 0, width - 1)) * 3 + k;
      let sum = 0;
      for (let x = -radius; x <= radius; x++) sum += f32(a, at(x));
      for (let x = 0; x < width; x++) {
        line[x] = sum / (2 * radius + 1);
        sum += f32(a, at(x + radius + 1)) - f32(a, at(x - radius));
      }
      for (let x = 0; x < width; x++) a[at(x)] = f32(line, x);
    }
  }
}

function transpose(a: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(a.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < 3; k++) out[(x * height + y) * 3 + k] = f32(a, (y * width + x) * 3 + k);
    }
  }
  return out;
}

/** A copy of `a` blurred with about a Gaussian of the given radius in pixels. */
function blur(a: Float32Array, width: number, height: number, radius: number): Float32Array {
  const rows = a.slice();
  for (let n = 0; n < 3; n++) blurRows(rows, width, height, radius);
  const columns = transpose(rows, width, height);
  for (let n = 0; n < 3; n++) blurRows(columns, height, width, radius);
  return transpose(columns, height, width);
}

const encode = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);

/** Extended curve of E. Reinhard et al., "Photographic tone reproduction", 2002; 5 is white. */
const tone = (x: number): number => (x * (1 + x / 25)) / (1 + x * 0.82);

/** About normal noise with deviation 1, the same for the same pixel. */
function grainAt(x: number, y: number, k: number): number {
  let sum = 0;
  for (let n = 0; n < 3; n++) sum += hash32(x + y * 8191 + k * 67108859 + n * 2654435) / 4294967296;
  return (sum - 1.5) * 2;
}

/** Turns linear light, 3 numbers per pixel, into an 8-bit sRGB picture. */
export function develop(
  light: Float32Array,
  width: number,
  height: number,
  look: Look,
): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  const tight = blur(light, width, height, Math.max(1, Math.round(height / 150)));
  const wide = blur(light, width, height, Math.max(1, Math.round(height / 30)));
  const rgb = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 3;
      const r = Math.hypot((2 * x) / width - 1, (2 * y) / height - 1) / Math.SQRT2;
      const dim = look.exposure * (1 - look.vignette * smoothstep(0.25, 1.1, r));
      for (let k = 0; k < 3; k++) {
        const glow = 0.6 * f32(tight, i + k) + 0.4 * f32(wide, i + k);
        const v = f32(light, i + k) * (1 - look.bloom) + glow * look.bloom;
        const c = encode(clamp(tone(v * dim), 0, 1));
        const curved = c + look.contrast * (c * c * (3 - 2 * c) - c);
        const cast = (look.shadows[k] as number) * (1 - c) + (look.highlights[k] as number) * c;
        rgb[k] = curved * cast;
      }
      const [red = 0, green = 0, blue = 0] = rgb;
      const grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      // Grain shows most in the middle tones; most of it is common to all three channels.
      const strength = (look.grain / 255) * (0.45 + 2.2 * grey * (1 - grey));
      const common = grainAt(x, y, 3) * 0.8 + grainAt(x >> 1, y >> 1, 4) * 0.4;
      for (let k = 0; k < 3; k++) {
        const v = grey + ((rgb[k] as number) - grey) * look.saturation;
        const noisy = v + strength * (common + 0.35 * grainAt(x, y, k));
        out[i + k] = clamp(Math.round(noisy * 255), 0, 255);
      }
    }
  }
  return out;
}
