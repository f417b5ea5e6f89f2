import { CHANNELS, type Film } from './film.ts';
import { f32 } from './typed.ts';

const KERNEL = [1 / 16, 1 / 4, 3 / 8, 1 / 4, 1 / 16] as const;
const PASSES = 4;

// Differences at which a neighbour counts for about a third.
const NORMAL = 0.12;
const DEPTH = 0.02;
const SHARE = 0.1;
const LIGHT = 2.5;

/** Light and variance of one lobe: 4 numbers per pixel. */
type Layer = Float32Array;

function takeLayer(film: Film, light: number, variance: number): Layer {
  const { width, height, data } = film;
  const layer = new Float32Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let k = 0; k < 3; k++) layer[i * 4 + k] = f32(data, i * CHANNELS + light + k);
    layer[i * 4 + 3] = f32(data, i * CHANNELS + variance);
  }
  return layer;
}

const brightness = (l: Layer, i: number): number =>
  0.2126 * f32(l, i * 4) + 0.7152 * f32(l, i * 4 + 1) + 0.0722 * f32(l, i * 4 + 2);

/** A pixel's own variance is a poor guess from few samples; its neighbourhood's is better. */
function blurVariance(l: Layer, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let weight = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const w = u === x && v === y ? 2 : 1;
          sum += w * f32(l, (v * width + u) * 4 + 3);
          weight += w;
        }
      }
      out[y * width + x] = sum / weight;
    }
  }
  return out;
}

function filter(film: Film, from: Layer, step: number): Layer {
  const { width, height, data } = film;
  const to = new Float32Array(from.length);
  const variance = blurVariance(from, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const a = i * CHANNELS;
      const own = f32(variance, i);
      if (own === 0) {
        for (let k = 0; k < 4; k++) to[i * 4 + k] = f32(from, i * 4 + k);
        continue;
      }
      const tolerance = 1 / (LIGHT * Math.sqrt(own) + 1e-6);
      const here = brightness(from, i);
      const depth = f32(data, a + 12);
      let r = 0;
      let g = 0;
      let b = 0;
      let spread = 0;
      let total = 0;
      for (let dv = -2; dv <= 2; dv++) {
        const v = y + dv * step;
        if (v < 0 || v >= height) continue;
        for (let du = -2; du <= 2; du++) {
          const u = x + du * step;
          if (u < 0 || u >= width) continue;
          const j = v * width + u;
          const c = j * CHANNELS;
          const nx = f32(data, a + 9) - f32(data, c + 9);
          const ny = f32(data, a + 10) - f32(data, c + 10);
          const nz = f32(data, a + 11) - f32(data, c + 11);
          const bend = (nx * nx + ny * ny + nz * nz) / (NORMAL * NORMAL);
          if (bend > 8) continue;
          const away = Math.max(Math.abs(du), Math.abs(dv)) * step + 1;
          const gap = Math.abs(depth - f32(data, c + 12)) / (DEPTH * depth * Math.min(away, 4));
          const share = Math.abs(f32(data, a + 13) - f32(data, c + 13)) / SHARE;
          const light = Math.abs(here - brightness(from, j)) * tolerance;
          const k = (KERNEL[du + 2] as number) * (KERNEL[dv + 2] as number);
          const w = k * Math.exp(-bend - gap - share - light);
          r += w * f32(from, j * 4);
          g += w * f32(from, j * 4 + 1);
          b += w * f32(from, j * 4 + 2);
          spread += w * w * f32(from, j * 4 + 3);
          total += w;
        }
      }
      to[i * 4] = r / total;
      to[i * 4 + 1] = g / total;
      to[i * 4 + 2] = b / total;
      to[i * 4 + 3] = spread / (total * total);
    }
  }
  return to;
}

/**
 * The film's light with its noise smoothed away, 3 linear numbers per pixel: an edge-avoiding
 * à-trous wavelet (H. Dammertz et al., "Edge-avoiding à-trous wavelet transform for fast global
 * illumination filtering", 2010) guided by normals, depth and the measured variance (as in
 * C. Schied et al., "Spatiotemporal variance-guided filtering", 2017), run on the diffuse light
 * without its surface colour and on the specular light apart.
 */
export function denoise(film: Film): Float32Array {
  const { width, height, data } = film;
  const layers = [takeLayer(film, 0, 14), takeLayer(film, 3, 15)] as const;
  const [diffuse, specular] = layers.map((raw) => {
    let layer = raw;
    for (let p = 0; p < PASSES; p++) layer = filter(film, layer, 2 ** p);
    return layer;
  }) as [Layer, Layer];
  const out = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const c = i * CHANNELS;
    for (let k = 0; k < 3; k++) {
      const change = f32(diffuse, i * 4 + k) - f32(data, c + k);
      const shine = f32(specular, i * 4 + k) - f32(data, c + 3 + k);
      const light = f32(data, c + 16 + k) + change * f32(data, c + 6 + k) + shine;
      out[i * 3 + k] = Math.max(0, light);
    }
  }
  return out;
}
